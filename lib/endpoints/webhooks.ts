import type { Endpoint } from './row.ts';

/** What OpenAI calls. */
export const webhooksEndpoints = [
  {
    name: 'receive-webhook',
    api: 'webhooks',
    method: 'POST',
    paths: { service: '/api/webhooks/openai' },
    takes: 'raw',
    responds: 'json',
    auth: 'openai-signature',
    timeoutSeconds: 60,
    memoryMiB: 1024,
    access: { openai: true, images: 'write', videos: 'write', background: 'settle', webhookSecret: true },
    errors: ['request', 'body', 'openai', 'background-store', 'signature'],
    summary: "Take OpenAI's webhooks and settle the background responses and videos they tell of",
  },
] as const satisfies readonly Endpoint[];
