import type { Endpoint } from './row.ts';

/** The service itself. */
export const serviceEndpoints = [
  {
    name: 'health',
    api: 'service',
    method: 'GET',
    paths: { service: '/api/health' },
    takes: 'nothing',
    responds: 'json',
    auth: 'public',
    timeoutSeconds: 10,
    memoryMiB: 256,
    access: { openai: false },
    errors: [],
    summary: 'Report that the service is up',
  },
] as const satisfies readonly Endpoint[];
