import type { Endpoint } from './row.ts';

/** OpenAI's Audio API. */
export const audioEndpoints = [
  {
    name: 'create-speech',
    api: 'audio',
    method: 'POST',
    paths: { openai: '/v1/audio/speech' },
    takes: 'json',
    responds: 'bytes',
    costs: true,
    auth: 'caller',
    timeoutSeconds: 290,
    memoryMiB: 512,
    access: { openai: true },
    errors: ['body', 'openai'],
    summary: 'Speak a text as OpenAI does: sound, or events with stream_format',
  },
] as const satisfies readonly Endpoint[];
