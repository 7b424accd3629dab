import type { Endpoint } from './row.ts';

/** OpenAI's Embeddings API. */
export const embeddingsEndpoints = [
  {
    name: 'create-embeddings',
    api: 'embeddings',
    method: 'POST',
    paths: { openai: '/v1/embeddings' },
    takes: 'json',
    responds: 'json',
    costs: true,
    auth: 'caller',
    timeoutSeconds: 290,
    memoryMiB: 512,
    access: { openai: true },
    errors: ['body', 'openai'],
    summary: 'Turn texts into vectors',
  },
] as const satisfies readonly Endpoint[];
