import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { refuse } from '../support/fake-s3.ts';
import type { S3Call } from '../support/gated-s3.ts';
import { type Picture, pictures } from '../support/pictures.ts';
import type { Stack } from '../support/stack.ts';
import { playJson, type UpstreamHandler } from '../support/upstream.ts';
import { backgroundResponse, completedKeyOf, dueRecord, pendingKeyOf, poll } from './background-calls.ts';
import { imageItem } from './image-upstream.ts';
import { ask, DOORS, playError, playLifecycle, refusal } from './lifecycle-calls.ts';
import { type LifecycleWorld, startLifecycleWorld } from './lifecycle-world.ts';

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const ID = 'resp_1';
const DELETED = { id: ID, object: 'response', deleted: true };
const [png] = (await pictures()) as [Picture];
const deletes = playJson({ id: ID, object: 'response.deleted', deleted: true });

let world: LifecycleWorld;

beforeAll(async () => {
  world = await startLifecycleWorld();
});
afterAll(() => world.close());
beforeEach(() => world.reset());

/** Keeps two images of a response, its result and, as a cut settlement leaves it, its record. */
async function keepAll(id = ID): Promise<void> {
  const output = [imageItem('ig_1', png.bytes), imageItem('ig_2', png.bytes)];
  world.upstream.handle(playLifecycle({ retrieve: playJson(backgroundResponse(id, 'completed', { output })) }));
  await world.objects.record(dueRecord(id, { endpoint: 'create-image', delivery: 'url' }));
  await poll(world.stack);
  await world.objects.record(dueRecord(id));
  expect(await world.objects.keys('images/')).toHaveLength(4);
}

const remove = (query = '', headers: Readonly<Record<string, string>> = {}, asked = world.stack) =>
  ask(asked, 'DELETE', `/api/responses/${ID}${query}`, { headers });

/** What S3 still has: keys with the images' day left out. */
const left = async () => (await world.objects.keys()).map((key) => key.replace(/\d{4}(.)\d\d.\d\d/, 'day'));

const IMAGES = [
  `images/day/${ID}/ig_1.png`,
  `images/day/${ID}/ig_2.png`,
  `images/by-response/${ID}/day/ig_1.png`,
  `images/by-response/${ID}/day/ig_2.png`,
];

describe.each(DOORS)('delete-response through %s', (_door, headers) => {
  it.each([
    ['', IMAGES],
    ['?images=false', IMAGES],
    ['?images=true', []],
    ['?images=1', []],
  ])('%s deletes at OpenAI, then record and result, and images where asked', async (query, kept) => {
    await keepAll();
    world.upstream.handle(playLifecycle({ remove: deletes }));
    const { status, body } = await remove(query, headers);
    expect([status, body]).toEqual([200, DELETED]);
    expect(world.upstream.requests.at(-1)).toMatchObject({ method: 'DELETE', url: `/v1/responses/${ID}` });
    expect((await left()).sort()).toEqual([...kept].sort());
  });

  it('leaves other responses alone, whatever their ids begin with', async () => {
    await keepAll(`${ID}0`);
    const before = await world.objects.keys();
    await world.objects.record(dueRecord(ID));
    world.upstream.handle(playLifecycle({ remove: deletes }));
    expect(await remove('?images=true', headers)).toMatchObject({ status: 200, body: DELETED });
    expect(await world.objects.keys()).toEqual(before);
  });

  it.each(['?images=yes', '?images=', '?images=true&images=true'])('refuses %s, and deletes nothing', async (query) => {
    await keepAll();
    const before = [await world.objects.keys(), world.upstream.requests.length];
    expect(await remove(query, headers)).toMatchObject({ status: 400, body: { parameter: 'images' } });
    expect([await world.objects.keys(), world.upstream.requests.length]).toEqual(before);
  });
});

it.each([
  ['has ended', playJson(backgroundResponse(ID, 'completed'))],
  ['is gone', playLifecycle({})],
])('stays deleted though a poll under way is told that it %s', async (_told, tells) => {
  const asked = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  const retrieve: UpstreamHandler = async (request, response) => {
    asked.resolve();
    await released.promise;
    return tells(request, response);
  };
  world.upstream.handle(playLifecycle({ retrieve, remove: deletes }));
  await world.objects.record(dueRecord(ID));
  const polled = poll(world.stack);
  await asked.promise;
  expect(await remove()).toMatchObject({ status: 200, body: DELETED });
  released.resolve();
  expect(await polled).toMatchObject({ pending: 0, settled: 0, failed: 0 });
  expect(await world.objects.keys()).toEqual([]);
});

it('stays deleted though a poll had just seen the record', async () => {
  const putting = Promise.withResolvers<void>();
  const released = Promise.withResolvers<undefined>();
  const arrived = Promise.withResolvers<void>();
  world.upstream.handle(playLifecycle({ retrieve: playJson(backgroundResponse(ID, 'completed')), remove: deletes }));
  await world.objects.record(dueRecord(ID));
  const removals: S3Call[] = [];
  world.gate.gate({
    before: async (call) => {
      if (call.method !== 'PUT' || call.key !== completedKeyOf(ID)) return undefined;
      putting.resolve();
      return released.promise;
    },
    after: async (call) => {
      if (call.method === 'PUT' && call.key === completedKeyOf(ID)) arrived.resolve();
      if (call.method !== 'DELETE' || call.key !== completedKeyOf(ID)) return;
      removals.push(call);
      if (removals.length > 1) return;
      // The result comes after its removal.
      released.resolve(undefined);
      await arrived.promise;
    },
  });
  const polled = poll(world.stack);
  await putting.promise;
  expect(await remove()).toMatchObject({ status: 200, body: DELETED });
  await polled;
  expect(await world.objects.keys()).toEqual([]);
});

describe('a response that OpenAI does not have', () => {
  const result = { [completedKeyOf(ID)]: '{}' };
  const record = { [pendingKeyOf(ID)]: JSON.stringify(dueRecord(ID)) };
  const image = { [`images/by-response/${ID}/2026-11-24/ig_1.png`]: '', [`images/2026/11/24/${ID}/ig_1.png`]: 'x' };

  it.each([
    ['a result', result, ''],
    ['a record', record, ''],
    ['a record and a result', { ...record, ...result }, ''],
    ['a result and images', { ...result, ...image }, '?images=true'],
    ['images alone', image, '?images=true'],
  ] as [string, Record<string, string>, string][])('is deleted where S3 has %s of it', async (_what, held, query) => {
    for (const [key, body] of Object.entries(held)) await world.objects.put(key, body);
    world.upstream.handle(playLifecycle({}));
    expect(await remove(query)).toMatchObject({ status: 200, body: DELETED });
    expect(await world.objects.keys()).toEqual([]);
  });

  it.each([
    ['S3 has nothing of it', {}, '?images=true', () => world.stack],
    ['S3 has images that were not asked for', image, '', () => world.stack],
    ['there is no bucket', {}, '?images=true', () => world.bucketless],
  ] as [string, Record<string, string>, string, () => Stack][])(
    'is not found where %s',
    async (_case, held, query, asked) => {
      for (const [key, body] of Object.entries(held)) await world.objects.put(key, body);
      world.upstream.handle(playLifecycle({}));
      expect(await remove(query, {}, asked())).toMatchObject({
        status: 404,
        body: { error_code: 'response_not_found', message: `Response with id '${ID}' not found.` },
      });
      expect((await world.objects.keys()).sort()).toEqual(Object.keys(held).sort());
    },
  );
});

it('deletes at OpenAI where there is no bucket', async () => {
  world.upstream.handle(playLifecycle({ remove: deletes }));
  expect(await remove('?images=true', {}, world.bucketless)).toMatchObject({ status: 200, body: DELETED });
});

it.each([
  ['fails', refusal.down, 500, 'server_error'],
  ['refuses the key', playError(401, 'Incorrect API key provided: sk-x.', 'invalid_api_key'), 401, 'invalid_api_key'],
  ['cannot be reached', (_request, response) => void response.socket?.destroy(), 502, 'upstream_unreachable'],
] as [string, UpstreamHandler, number, string][])(
  'keeps everything in S3 where OpenAI %s',
  async (_case, fails, status, error_code) => {
    await keepAll();
    const before = await world.objects.keys();
    world.upstream.handle(playLifecycle({ remove: fails }));
    expect(await remove('?images=true')).toMatchObject({ status, body: { error_code } });
    expect(await world.objects.keys()).toEqual(before);
  },
);

describe('S3, once OpenAI has deleted the response,', () => {
  const at = (method: string, key: RegExp) => (call: S3Call) => call.method === method && key.test(call.key);
  let deletions = 0;
  const everything = () => true;

  it.each([
    ['is down', everything, 'background_store_failed'],
    ['loses the look at the record', at('GET', /pending/), 'background_store_failed'],
    ['loses the look at the result', at('HEAD', /completed/), 'background_store_failed'],
    ['does not delete the record', at('DELETE', /pending/), 'background_store_failed'],
    ['does not delete the result', at('DELETE', /completed/), 'background_store_failed'],
    ['does not list the images', at('GET', /^$/), 'image_store_failed'],
    ['does not delete the images', at('POST', /^$/), 'image_store_failed'],
    [
      'does not delete what leads to the images',
      (call) => at('POST', /^$/)(call) && ++deletions > 1,
      'image_store_failed',
    ],
  ] as [string, (call: S3Call) => boolean, string][])(
    '%s: the request fails, and deletes the rest when it is repeated',
    async (_case, fails, error_code) => {
      await keepAll();
      deletions = 0;
      const script = refuse(500, 'InternalError');
      world.gate.gate({ before: (call) => (fails(call) ? script : undefined) });
      world.upstream.handle(playLifecycle({ remove: deletes }));
      const failed = await remove('?images=true');
      expect(failed.status).toBe(502);
      expect(failed.body).toMatchObject({ hint: expect.any(String) });
      if (fails !== everything) expect(failed.body.error_code).toBe(error_code);
      expect((await world.objects.keys()).length).toBeGreaterThan(0);

      world.gate.gate();
      world.upstream.handle(playLifecycle({}));
      expect(await remove('?images=true')).toMatchObject({ status: 200, body: DELETED });
      expect(await world.objects.keys()).toEqual([]);
      expect(await remove('?images=true')).toMatchObject({ status: 404 });
    },
  );

  it('breaks every connection: the request fails, and is done when it is repeated', async () => {
    await keepAll();
    world.gate.gate({ before: () => (request) => request.socket.destroy() });
    world.upstream.handle(playLifecycle({ remove: deletes }));
    expect(await remove()).toMatchObject({
      status: 502,
      body: { error_code: 'background_store_failed', hint: expect.stringContaining('network path') },
    });
    world.gate.gate();
    world.upstream.handle(playLifecycle({}));
    expect(await remove()).toMatchObject({ status: 200, body: DELETED });
    expect(await left()).toEqual(expect.arrayContaining(IMAGES));
  });

  it('loses the look at the record: the request fails when no deletion is under way any more', async () => {
    await keepAll();
    const lost = Promise.withResolvers<void>();
    let looks = 0;
    world.gate.gate({
      before: async (call) => {
        if (at('GET', /^$/)(call)) await lost.promise;
        if (!at('GET', /pending/)(call)) return undefined;
        // The last attempt of the SDK: what is listed from now on is deleted after the failure, or not at all.
        looks += 1;
        if (looks === 3) lost.resolve();
        return refuse(500, 'InternalError');
      },
    });
    world.upstream.handle(playLifecycle({ remove: deletes }));
    expect(await remove('?images=true')).toMatchObject({ status: 502 });
    expect(await world.objects.keys('images/')).toEqual([]);
  });
});
