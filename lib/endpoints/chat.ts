import type { Endpoint } from './row.ts';

/** OpenAI's Chat Completions API. */
export const chatEndpoints = [
  {
    name: 'create-chat-completion',
    api: 'chat',
    method: 'POST',
    paths: { openai: '/v1/chat/completions' },
    takes: 'json',
    responds: 'by-body',
    creates: 'text',
    costs: true,
    auth: 'caller',
    timeoutSeconds: 900,
    memoryMiB: 512,
    access: { openai: true },
    errors: ['body', 'openai', 'stream'],
    summary: 'Complete a chat as OpenAI does: JSON or events, by the body',
  },
] as const satisfies readonly Endpoint[];
