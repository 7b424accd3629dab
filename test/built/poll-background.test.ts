import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { playJson } from '../support/upstream.ts';
import {
  askedId,
  backgroundResponse,
  completedKeyOf,
  dueRecord,
  idInShard,
  pendingKeyOf,
  poll,
} from './background-calls.ts';
import { type BackgroundWorld, startBackgroundWorld } from './background-world.ts';

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let world: BackgroundWorld;

beforeAll(async () => {
  world = await startBackgroundWorld();
});
afterAll(() => world.close());
beforeEach(() => world.reset());

describe('of the records', () => {
  const ids = ['3e', '3f', '40', '41', '7e', 'ff'].map((shard) => idInShard(shard));
  const play = () =>
    world.upstream.handle((request, response) =>
      playJson(backgroundResponse(askedId(request.url), 'completed'))(request, response),
    );
  const completedIds = async () => (await world.objects.keys('background/completed/')).sort();

  it('those of the shards asked for are settled, and no others', async () => {
    play();
    await world.objects.record(...ids.map((id) => dueRecord(id)));
    const before = world.upstream.requests.length;
    expect(await poll(world.stack, { shards: ['40', '7e', '3f'] })).toMatchObject({ settled: 3, pending: 0 });
    expect(await completedIds()).toEqual([ids[1], ids[2], ids[4]].map((id) => completedKeyOf(id ?? '')).sort());
    expect(await world.objects.keys('background/pending/')).toEqual(
      [ids[0], ids[3], ids[5]].map((id) => pendingKeyOf(id ?? '')).sort(),
    );
    expect(world.upstream.requests).toHaveLength(before + 3);
  });

  it('those that are due are settled, and the others left as they are', async () => {
    play();
    const later = dueRecord('resp_later', { next_poll_at: new Date(Date.now() + 60_000).toISOString(), attempts: 2 });
    await world.objects.record(dueRecord('resp_due'), later);
    const summary = await poll(world.stack);
    expect(summary).toEqual({ pending: 1, settled: 1, failed: 0, oldest_age_seconds: expect.any(Number), passes: 1 });
    expect(summary.oldest_age_seconds).toBeGreaterThanOrEqual(120);
    expect(summary.oldest_age_seconds).toBeLessThan(180);
    expect(await completedIds()).toEqual([completedKeyOf('resp_due')]);
    expect(await world.objects.json(pendingKeyOf(later.id))).toEqual(later);
    expect(world.upstream.requests.filter(({ url }) => askedId(url) === later.id)).toEqual([]);
  });

  it('those after the first thousand are found', async () => {
    play();
    const later = new Date(Date.now() + 600_000).toISOString();
    const many = Array.from({ length: 1050 }, (_, index) => dueRecord(`resp_many_${index}`, { next_poll_at: later }));
    const last = many
      .map(({ id }) => pendingKeyOf(id))
      .sort()
      .at(-1);
    await world.objects.record(
      ...many.map((record) => (pendingKeyOf(record.id) === last ? dueRecord(record.id) : record)),
    );
    expect(await poll(world.stack)).toMatchObject({ settled: 1, pending: 1049, failed: 0 });
  });

  it('one that somebody has made unreadable is settled by its key, and what is none is let be', async () => {
    play();
    const strangers = ['background/pending/3f/notes.txt', 'background/pending/resp_1.json', 'background/pending/3f/'];
    for (const key of [...strangers, pendingKeyOf('resp_broken')]) await world.objects.put(key, '{"id": "resp_');
    expect(await poll(world.stack)).toMatchObject({ settled: 1, pending: 0, failed: 0 });
    expect(await world.objects.json(completedKeyOf('resp_broken'))).toMatchObject({
      id: 'resp_broken',
      endpoint: null,
    });
    expect(await world.objects.keys('background/pending/')).toEqual([...strangers].sort());
  });

  it.each([
    [0, 6000, 7500],
    [1, 9000, 11_250],
    [3, 20_250, 25_313],
    [40, 48_000, 60_000],
  ])('one that runs on after %d attempts waits from %d to %d ms', async (attempts, shortest, longest) => {
    const record = dueRecord('resp_running', { attempts, delivery: 'both', include: ['file_search_call.results'] });
    await world.objects.record(record);
    world.upstream.handle(playJson(backgroundResponse(record.id, 'in_progress')));
    const before = Date.now();
    expect(await poll(world.stack)).toMatchObject({ pending: 1, settled: 0, failed: 0 });
    const written = await world.objects.json(pendingKeyOf(record.id));
    expect(written).toEqual({ ...record, attempts: attempts + 1, next_poll_at: expect.any(String) });
    const next = Date.parse(String(written?.next_poll_at));
    expect(next).toBeGreaterThanOrEqual(before + shortest);
    expect(next).toBeLessThanOrEqual(Date.now() + longest);
    expect(await world.objects.keys()).toEqual([pendingKeyOf(record.id)]);
  });
});

describe('an event', () => {
  it.each([
    ['without shards', { shards: undefined }, 'shards'],
    ['with no shard', { shards: [] }, 'shards'],
    ['with a name that is no shard', { shards: ['00', 'zz'] }, 'shards'],
    ['with a shard in capitals', { shards: ['3F'] }, 'shards'],
    ['with a shard twice', { shards: ['00', '00'] }, 'shards'],
    ['whose window is no number', { window_seconds: 'long' }, 'window_seconds'],
    ['whose window is longer than a function', { window_seconds: 1000 }, 'window_seconds'],
    ['whose lingering is no yes or no', { linger: 'long' }, 'linger'],
  ])('%s fails the invocation, and names the problem', async (_what, event, name) => {
    await expect(poll(world.stack, event)).rejects.toMatchObject({
      failure: 'handler',
      message: expect.stringContaining(name),
    });
    expect(await poll(world.stack, { 'detail-type': 'Scheduled Event', source: 'aws.scheduler' })).toMatchObject({
      passes: 1,
    });
  });
});
