import { expect, it } from 'vitest';
import { sampleEvent } from '../../../infra/local/sample-event.ts';
import { pollEventSchema } from '../../../lib/background/poll/poll-event.ts';
import { endpointNamed, scheduledFunctionNamed } from '../../../lib/endpoints/endpoint-named.ts';
import { matchPath } from '../../../lib/endpoints/path-template.ts';
import { mainPath } from '../../../lib/endpoints/paths.ts';
import { endpoints } from '../../../lib/endpoints/table.ts';

it.each(endpoints)('is a request that $name routes to itself', (row) => {
  const event = sampleEvent(row) as { rawPath: string; requestContext: { http: { method: string } } };
  expect(event.requestContext.http.method).toBe(row.method);
  const path = mainPath(row.paths);
  const parameters = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => [name, 'resp_example']);
  expect(matchPath(path, event.rawPath)).toEqual(Object.fromEntries(parameters));
});

it.each([
  ['json', 'create-text', { input: 'Say hello in five words.' }],
  ['raw', 'receive-webhook', { type: 'response.completed', data: { id: 'resp_example' } }],
  ['nothing', 'cancel-response', undefined],
] as const)('has a body where the function takes %s', (takes, name, expected) => {
  const row = endpoints.find((endpoint) => endpoint.name === name);
  if (!row) throw new Error(`There is no ${name}`);
  expect(row.takes).toBe(takes);
  const { body, headers } = sampleEvent(row) as { body?: string; headers: Record<string, string> };
  expect(body && JSON.parse(body)).toEqual(expected);
  expect(headers['content-type']).toBe(expected && 'application/json');
});

it('has the body that was given', () => {
  const { body } = sampleEvent(endpointNamed('create-text'), { input: 'Hello' }) as { body: string };
  expect(JSON.parse(body)).toEqual({ input: 'Hello' });
});

it('is a single pass of a scheduled function', () => {
  const event = pollEventSchema.parse(sampleEvent(scheduledFunctionNamed('poll-background')));
  expect(event).toMatchObject({ window_seconds: 0, linger: false });
  expect(event.shards).toHaveLength(256);
});
