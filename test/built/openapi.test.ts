import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { oas31 } from 'zod-openapi';
import { openapiDocument } from '../../lib/apis/docs/openapi-document.ts';
import { DOORS } from './lifecycle-calls.ts';
import { checkedJson, type OpenapiWorld, startOpenapiWorld } from './openapi-world.ts';

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let world: OpenapiWorld;
let guarded: OpenapiWorld;

beforeAll(async () => {
  world = await startOpenapiWorld();
  guarded = await startOpenapiWorld({ API_AUTH: 'api-key' });
});
afterAll(() => Promise.all([world, guarded].map((part) => part.close())));

const expected = (apiAuth: 'none' | 'api-key') => JSON.parse(JSON.stringify(openapiDocument({ apiAuth })));

it.each(DOORS)('GET /openapi.json answers the document, by %s', async (_door, headers) => {
  for (let time = 0; time < 2; time += 1) {
    const response = await fetch(`${world.stack.url}/openapi.json`, { headers });
    expect(response.headers.get('cache-control')).toBe('public, max-age=300');
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    const { status, body, problems } = await checkedJson('get-openapi', response);
    expect({ status, problems }).toEqual({ status: 200, problems: [] });
    expect(body).toEqual(expected('none'));
  }
  expect(world.stack.host.processes('get-openapi')).toHaveLength(1);
});

it('names the way to authenticate that the deployment has', async () => {
  const response = await fetch(`${guarded.stack.url}/openapi.json`);
  expect(await response.json()).toEqual(expected('api-key'));
});

it.each(['https://abc.execute-api.eu-west-1.amazonaws.com/prod', 'http://127.0.0.1:3000'])(
  'asked for at %s, its paths begin there',
  async (place) => {
    const { servers } = (await (await fetch(`${world.stack.url}/openapi.json`)).json()) as oas31.OpenAPIObject;
    expect(servers?.map(({ url }) => new URL(url, `${place}/openapi.json`).href)).toEqual([`${place}/`]);
  },
);
