import type { Endpoint } from './row.ts';

/** Files that are larger than a function takes: they go to S3 first. */
export const uploadsEndpoints = [
  {
    name: 'create-upload-url',
    api: 'uploads',
    method: 'POST',
    paths: { service: '/api/uploads/url' },
    takes: 'json',
    responds: 'json',
    auth: 'caller',
    timeoutSeconds: 30,
    memoryMiB: 256,
    access: { openai: false, uploads: 'create' },
    errors: ['request', 'body', 'upload-store'],
    summary: 'Get a URL that takes a file larger than a request may be',
  },
] as const satisfies readonly Endpoint[];
