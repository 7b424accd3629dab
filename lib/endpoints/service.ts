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
  {
    name: 'get-usage',
    api: 'service',
    method: 'GET',
    paths: { service: '/api/usage' },
    takes: 'nothing',
    responds: 'json',
    auth: 'caller',
    timeoutSeconds: 30,
    memoryMiB: 512,
    access: { openai: false, usage: 'read' },
    errors: ['request', 'usage'],
    summary: 'Sum up what the caller has used and what it cost',
  },
] as const satisfies readonly Endpoint[];
