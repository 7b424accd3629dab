import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { refuse, type S3Script } from '../support/fake-s3.ts';
import { type Picture, pictures } from '../support/pictures.ts';
import { startStack } from '../support/stack.ts';
import { playJson, type UpstreamHandler } from '../support/upstream.ts';
import {
  askedId,
  backgroundResponse,
  completedKeyOf,
  dueRecord,
  pendingKeyOf,
  playRetrievals,
  poll,
} from './background-calls.ts';
import { type BackgroundWorld, startBackgroundWorld } from './background-world.ts';
import { imageItem } from './image-upstream.ts';

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const [png] = (await pictures()) as [Picture];
let world: BackgroundWorld;

beforeAll(async () => {
  world = await startBackgroundWorld();
});
afterAll(() => world.close());
beforeEach(() => world.reset());

describe('a record whose retrieval', () => {
  const good = ['resp_good_1', 'resp_good_2', 'resp_good_3'];
  const bad = 'resp_bad';
  const reset: UpstreamHandler = (_request, response) => void response.socket?.resetAndDestroy();
  const cut: UpstreamHandler = (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '900' });
    response.write('{"id":"resp_bad",', () => response.socket?.destroySoon());
  };
  const text =
    (body: string, status = 200): UpstreamHandler =>
    (_request, response) =>
      void response.writeHead(status, { 'content-type': 'text/html' }).end(body);

  it.each([
    ['fails', playJson({ error: { message: 'No', type: 'server_error', code: 'server_error' } }, 500)],
    [
      'is refused for its rate',
      playJson({ error: { message: 'No', type: 'tokens', code: 'rate_limit_exceeded' } }, 429),
    ],
    [
      'is refused for its key',
      playJson({ error: { message: 'No', type: 'invalid_request_error', code: 'invalid_api_key' } }, 401),
    ],
    ['is reset', reset],
    ['is cut', cut],
    ['brings no JSON', text('<html>')],
    ['brings JSON that is no object', text('[1]')],
    ['brings an object that is no response', text('{}')],
    ['brings an error with status 200', playJson({ error: { message: 'No', type: 'server_error', code: null } })],
    ['brings a response in a state that nobody knows', playJson(backgroundResponse(bad, 'paused'))],
    ["brings a 404 in OpenAI's form that is not its own", playJson({ error: { message: 'No such route' } }, 404)],
    ["brings a 404 that is not OpenAI's", text('<html>Not Found</html>', 404)],
  ] as [string, UpstreamHandler][])('%s stays for later, and stops no other', async (_what, handler) => {
    await world.objects.record(...[bad, ...good].map((id) => dueRecord(id)));
    const before = Date.now();
    world.upstream.handle(
      playRetrievals({
        [bad]: handler,
        ...Object.fromEntries(good.map((id) => [id, playJson(backgroundResponse(id, 'completed'))])),
      }),
    );
    const asked = () => world.upstream.requests.filter(({ url }) => askedId(url) === bad).length;
    const askedBefore = asked();
    expect(await poll(world.stack)).toMatchObject({ pending: 1, settled: 3, failed: 1 });
    expect(await world.objects.keys()).toEqual([...good.map(completedKeyOf), pendingKeyOf(bad)]);
    const record = await world.objects.json(pendingKeyOf(bad));
    expect(record).toMatchObject({ id: bad, attempts: 1 });
    expect(Date.parse(String(record?.next_poll_at))).toBeGreaterThanOrEqual(before + 6000);
    // Whoever polls comes back: nothing is tried twice at once.
    expect(asked() - askedBefore).toBe(1);
  });
});

describe('where S3', () => {
  const id = 'resp_faulty';
  const play = () =>
    world.upstream.handle(playJson(backgroundResponse(id, 'completed', { output: [imageItem('ig_1', png.bytes)] })));

  it.each([
    ['does not give a record', 'GET', pendingKeyOf(id), refuse(403, 'AccessDenied')],
    ['does not take an image', 'PUT', 'images/2', refuse(403, 'AccessDenied')],
    ['does not take where an image is', 'PUT', 'images/by-response/', refuse(500, 'InternalError')],
    ['does not take a result', 'PUT', completedKeyOf(id), refuse(403, 'AccessDenied')],
    ['does not delete a record', 'DELETE', pendingKeyOf(id), refuse(403, 'AccessDenied')],
  ] as [string, string, string, S3Script][])(
    '%s, the record is settled later',
    async (_what, method, prefix, script) => {
      play();
      await world.objects.record(dueRecord(id));
      world.gate.gate({
        before: (call) => (call.method === method && call.key.startsWith(prefix) ? script : undefined),
      });
      expect(await poll(world.stack)).toMatchObject({ pending: 1, settled: 0, failed: 1 });
      expect(await world.objects.keys('background/pending/')).toEqual([pendingKeyOf(id)]);
      world.gate.gate();
      await world.objects.record(dueRecord(id));
      expect(await poll(world.stack)).toMatchObject({ pending: 0, settled: 1, failed: 0 });
      expect(await world.objects.json(completedKeyOf(id))).toMatchObject({
        status: 'completed',
        images: [{ id: 'ig_1' }],
      });
      expect(await world.objects.keys('background/pending/')).toEqual([]);
    },
  );

  it('does not list, the invocation says so and ends', async () => {
    world.gate.gate({ before: ({ key }) => (key === '' ? refuse(403, 'AccessDenied') : undefined) });
    const unknown = { pending: null, oldest_age_seconds: null };
    expect(await poll(world.stack)).toEqual({ ...unknown, settled: 0, failed: 1, passes: 1 });
  });

  it('is none of this service, there is nothing to do', async () => {
    const bucketless = await startStack();
    const nothing = { pending: 0, settled: 0, failed: 0, oldest_age_seconds: 0, passes: 0 };
    expect(await poll(bucketless).finally(() => bucketless.close())).toEqual(nothing);
  });
});
