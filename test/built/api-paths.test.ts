import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { apiGatewayEvent } from '../../infra/local/events.ts';
import { endpointNamed } from '../../lib/endpoints/endpoint-named.ts';
import { mainPath } from '../../lib/endpoints/paths.ts';
import type { EndpointName } from '../../lib/endpoints/table.ts';
import { playJson, upstreamFrame } from '../support/upstream.ts';
import { backgroundResponse, lost } from './background-calls.ts';
import { openStream, playBackground, queued } from './background-upstream.ts';
import { type BackgroundWorld, startBackgroundWorld } from './background-world.ts';

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let world: BackgroundWorld;
beforeAll(async () => {
  world = await startBackgroundWorld();
});
afterAll(() => world.close());

/** Where a request came in: the path as the function gets it, and as its caller sent it. */
interface Door {
  readonly path?: string;
  readonly sent?: string;
  readonly resource?: string | undefined;
  readonly parameters?: Record<string, string> | null;
}

/** Invokes a function as API Gateway does, whose event may differ from the local one's by a door. */
async function invoke(name: EndpointName, url: string, { path, sent, ...door }: Door, body = '') {
  const { method, paths } = endpointNamed(name);
  const event = apiGatewayEvent({
    method,
    url,
    rawHeaders: ['content-type', 'application/json'],
    body: Buffer.from(body),
    sourceIp: '127.0.0.1',
    requestId: 'door',
    time: 0,
    parameters: {},
    resource: mainPath(paths),
  });
  const { parameters: pathParameters = event.pathParameters, ...rest } = door;
  const answer = await world.stack.host.invoke(name, {
    ...event,
    path: path ?? event.path,
    pathParameters,
    ...rest,
    requestContext: { ...event.requestContext, path: sent ?? path ?? event.path },
  });
  return { status: answer.statusCode, headers: answer.headers, body: await text(answer.body) };
}

describe('the id of a response', () => {
  const url = '/api/responses/resp_path';
  const byResource = { parameters: { id: 'resp_door' } };

  it.each<[string, Door, string]>([
    ['what API Gateway has matched', byResource, 'resp_door'],
    ['it below the base path of a domain', { ...byResource, path: '/ai/api/responses/resp_door' }, 'resp_door'],
    ['it percent-encoded', { parameters: { id: 'resp%5Fdoor' } }, 'resp_door'],
    ['it where the event names no resource', { ...byResource, resource: undefined }, 'resp_door'],
    ['the path, where it lacks it', { parameters: {} }, 'resp_path'],
    ['the path, where there are no parameters', { parameters: null }, 'resp_path'],
    [
      'the path, where a proxy resource took it whole',
      { resource: '/{proxy+}', parameters: { proxy: 'x' } },
      'resp_path',
    ],
  ])('is %s', async (_what, door, id) => {
    world.upstream.handle(playJson(backgroundResponse(id, 'completed')));
    const { status } = await invoke('retrieve-response', url, door);
    expect(status).toBe(200);
    expect(world.upstream.requests.at(-1)?.url).toBe(`/v1/responses/${id}`);
  });

  it('is checked, whoever has matched it', async () => {
    const before = world.upstream.requests.length;
    const { status, body } = await invoke('retrieve-response', url, { parameters: { id: '%E9/../x' } });
    expect([status, JSON.parse(body)]).toMatchObject([400, { parameter: 'id' }]);
    expect(world.upstream.requests).toHaveLength(before);
  });

  it('is none below a base path that nobody has matched', async () => {
    const door = { path: '/ai/api/responses/resp_path', resource: '/{proxy+}', parameters: { proxy: 'x' } };
    const { status, body } = await invoke('retrieve-response', url, door);
    expect([status, JSON.parse(body)]).toMatchObject([404, { error_code: 'route_not_found' }]);
  });
});

it('answers below the base path of a domain where a path has no parameters', async () => {
  expect(await invoke('health', '/api/health', { path: '/ai/api/health' })).toMatchObject({ status: 200 });
});

describe('where an answer leads begins with', () => {
  it.each([
    ['the stage of an API', '/prod', {}],
    ['the base path of a domain', '/ai/v2', { path: '/ai/v2/api/responses/text' }],
    ['nothing at the root of a domain', '', {}],
  ])('%s', async (_what, base, door) => {
    world.upstream.handle(playBackground('resp_led'));
    const body = JSON.stringify({ input: 'A shore', background: true });
    const sent = `${base}/api/responses/text`;
    const { status, headers } = await invoke('create-text', '/api/responses/text', { ...door, sent }, body);
    expect([status, headers.location]).toEqual([202, `${base}/api/responses/resp_led`]);
  });

  it('the stage in the error frame of a cut stream as well', async () => {
    world.upstream.handle((request, response) =>
      request.method === 'POST'
        ? openStream(upstreamFrame(queued('resp_cut')), (_, cut) => void cut.end())(request, response)
        : lost(request, response),
    );
    const url = '/api/responses/text/stream';
    const body = JSON.stringify({ input: 'A shore', background: true });
    const answer = await invoke('stream-text', url, { sent: `/prod${url}` }, body);
    const path = '/prod/api/responses/resp_cut/stream?starting_after=0';
    expect(answer.body).toContain(JSON.stringify({ method: 'GET', path, starting_after: 0 }));
  });
});
