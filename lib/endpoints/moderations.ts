import type { Endpoint } from './row.ts';

/** OpenAI's Moderations API. */
export const moderationsEndpoints = [
  {
    name: 'create-moderation',
    api: 'moderations',
    method: 'POST',
    paths: { openai: '/v1/moderations' },
    takes: 'json',
    responds: 'json',
    auth: 'caller',
    timeoutSeconds: 60,
    memoryMiB: 512,
    access: { openai: true },
    errors: ['body', 'openai'],
    summary: 'Tell whether texts and images are harmful',
  },
] as const satisfies readonly Endpoint[];
