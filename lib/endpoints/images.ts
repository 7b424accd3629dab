import type { Endpoint } from './row.ts';

/** OpenAI's Images API. */
export const imagesEndpoints = [
  {
    name: 'generate-image',
    api: 'images',
    method: 'POST',
    paths: { openai: '/v1/images/generations' },
    takes: 'json',
    responds: 'by-body',
    costs: true,
    auth: 'caller',
    timeoutSeconds: 900,
    memoryMiB: 1024,
    access: { openai: true },
    errors: ['body', 'openai', 'stream'],
    summary: 'Draw images as OpenAI does: JSON or events, by the body',
  },
  {
    name: 'edit-image',
    api: 'images',
    method: 'POST',
    paths: { openai: '/v1/images/edits' },
    takes: 'multipart',
    responds: 'by-body',
    costs: true,
    auth: 'caller',
    timeoutSeconds: 900,
    memoryMiB: 1024,
    access: { openai: true, uploads: 'take' },
    errors: ['body', 'openai', 'stream', 'upload-store'],
    summary: 'Edit images as OpenAI does: JSON or events, by the body',
  },
] as const satisfies readonly Endpoint[];
