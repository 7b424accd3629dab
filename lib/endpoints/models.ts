import type { Endpoint } from './row.ts';

/** OpenAI's Models API. */
export const modelsEndpoints = [
  {
    name: 'list-models',
    api: 'models',
    method: 'GET',
    paths: { openai: '/v1/models' },
    takes: 'nothing',
    responds: 'json',
    auth: 'caller',
    timeoutSeconds: 60,
    memoryMiB: 512,
    access: { openai: true },
    errors: ['openai'],
    summary: 'List the models',
  },
  {
    name: 'retrieve-model',
    api: 'models',
    method: 'GET',
    paths: { openai: '/v1/models/{model}' },
    takes: 'nothing',
    responds: 'json',
    auth: 'caller',
    timeoutSeconds: 60,
    memoryMiB: 512,
    access: { openai: true },
    errors: ['openai'],
    summary: 'Get a model',
  },
] as const satisfies readonly Endpoint[];
