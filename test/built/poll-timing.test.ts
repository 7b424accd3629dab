import { describe, expect, it, vi } from 'vitest';
import { endpointNamed, scheduledFunctionNamed } from '../../lib/endpoints/endpoint-named.ts';
import type { Endpoint } from '../../lib/endpoints/table.ts';
import { forever } from '../support/gated-s3.ts';
import { playJson, type UpstreamHandler } from '../support/upstream.ts';
import {
  askedId,
  backgroundResponse,
  completedKeyOf,
  dueRecord,
  pendingKeyOf,
  playRetrievals,
  poll,
  shardOf,
} from './background-calls.ts';
import { type BackgroundWorld, startBackgroundWorld } from './background-world.ts';
import { imageItem } from './image-upstream.ts';

// Real processes, on a machine that may be busy, and functions' real deadlines.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const CONCURRENCY = 20;
const completed: UpstreamHandler = (request, response) =>
  playJson(backgroundResponse(askedId(request.url), 'completed'))(request, response);
const records = (count: number) => Array.from({ length: count }, (_, index) => dueRecord(`resp_${index}`));

/** poll-background alone, with a deadline of `timeoutSeconds`: it keeps 15 s of that free. */
function deadline(timeoutSeconds: number): Endpoint {
  const row = scheduledFunctionNamed('poll-background');
  return { ...endpointNamed('health'), ...row, timeoutSeconds };
}

/** Runs one invocation with an upstream and an S3 of its own: what it returns, how long that took, what S3 then has. */
async function run(
  timeoutSeconds: number,
  event: Record<string, unknown> & { readonly window_seconds: number },
  prepare: (world: BackgroundWorld) => Promise<void>,
) {
  const world = await startBackgroundWorld({ endpoints: [deadline(timeoutSeconds)] });
  try {
    await prepare(world);
    // The deadline begins with the invocation: a cold start is none of it.
    await world.stack.host.start('poll-background');
    const startedAt = performance.now();
    const summary = await poll(world.stack, event);
    const milliseconds = performance.now() - startedAt;
    return { summary, milliseconds, requests: world.upstream.requests, keys: await world.objects.keys() };
  } finally {
    await world.close();
  }
}

// At once, since most of them last as long as their deadlines.
describe.concurrent('an invocation', () => {
  it('settles what ends, or comes, or falls due while it lasts, and asks for nothing before its time', async () => {
    const later = (milliseconds: number) => new Date(Date.now() + milliseconds).toISOString();
    const counts = new Map<string, number>();
    const { summary, keys } = await run(90, { window_seconds: 11 }, async ({ objects, upstream }) => {
      await objects.record(
        dueRecord('resp_slow'),
        dueRecord('resp_soon', { next_poll_at: later(3000) }),
        dueRecord('resp_later', { next_poll_at: later(60_000) }),
      );
      upstream.handle(async (request, response) => {
        const id = askedId(request.url);
        const count = (counts.get(id) ?? 0) + 1;
        counts.set(id, count);
        const runs = id === 'resp_slow' && count === 1;
        if (runs) await objects.record(dueRecord('resp_new'));
        return playJson(backgroundResponse(id, runs ? 'in_progress' : 'completed'))(request, response);
      });
    });
    // The slow one's second time is 6 to 7.5 s after its first: the pass at 10 s finds it.
    expect(summary).toMatchObject({ settled: 3, pending: 1, failed: 0, passes: 3 });
    expect(Object.fromEntries(counts)).toEqual({ resp_slow: 2, resp_soon: 1, resp_new: 1 });
    expect(keys).toEqual([
      ...['resp_new', 'resp_slow', 'resp_soon'].map(completedKeyOf),
      ...['resp_later'].map(pendingKeyOf),
    ]);
  });

  it.each([
    ['ends where nothing is pending', {}, { settled: 0, passes: 1 }, pendingKeyOf('resp_new')],
    ['stays where it was told to', { linger: true }, { settled: 1, passes: 2 }, completedKeyOf('resp_new')],
  ])('%s, whatever comes later', async (_what, event, counts, key) => {
    // One shard is one listing.
    const one = { shards: [shardOf('resp_new')], window_seconds: 6, ...event };
    const { summary, keys } = await run(90, one, async ({ objects, upstream, gate }) => {
      upstream.handle(completed);
      let listings = 0;
      gate.gate({
        after: async (call) => {
          if (call.key === '' && ++listings === 1) await objects.record(dueRecord('resp_new'));
        },
      });
    });
    expect(summary).toMatchObject({ ...counts, pending: 0, failed: 0 });
    expect(keys).toEqual([key]);
  });

  it.each([
    ['a minute late is one pass, though it was to stay', 61_000, 1],
    ['that is on time stays', 1000, 2],
  ])('by an event %s', async (_what, lateMs, passes) => {
    const scheduledAt = new Date(Date.now() - lateMs).toISOString().replace(/\.\d+Z$/, 'Z');
    const event = { shards: ['00'], window_seconds: 6, linger: true, scheduled_at: scheduledAt };
    const { summary } = await run(90, event, async ({ upstream }) => upstream.handle(completed));
    expect(summary).toMatchObject({ passes, pending: 0, failed: 0 });
  });

  it(`asks for ${CONCURRENCY} responses at a time, and never for more`, async () => {
    let open = 0;
    let most = 0;
    let waiting: (() => void)[] = [];
    const { summary } = await run(90, { window_seconds: 0 }, async ({ objects, upstream }) => {
      await objects.record(...records(3 * CONCURRENCY));
      upstream.handle(async (request, response) => {
        if (request.url.endsWith('/ping')) return void response.end();
        open += 1;
        most = Math.max(most, open);
        response.once('close', () => {
          open -= 1;
        });
        const { promise, resolve } = Promise.withResolvers<void>();
        if (waiting.push(resolve) === CONCURRENCY) {
          // By the time that this has come and gone, one more that was sent together with these would be here too.
          for (let round = 0; round < 3; round += 1) await fetch(`${upstream.url}/ping`);
          for (const release of waiting) release();
          waiting = [];
        }
        await promise;
        return completed(request, response);
      });
    });
    expect(summary).toMatchObject({ settled: 3 * CONCURRENCY, failed: 0 });
    expect(most).toBe(CONCURRENCY);
  });

  it('begins nothing in its last 15 seconds, ends what it has begun, and counts what it has not', async () => {
    const { summary, requests, keys } = await run(18, { window_seconds: 60 }, async ({ objects, upstream }) => {
      await objects.record(...records(3 * CONCURRENCY));
      upstream.handle((request, response) => {
        // Longer than the three seconds that are left to begin anything in.
        setTimeout(() => completed(request, response), 4000);
      });
    });
    expect(requests).toHaveLength(CONCURRENCY);
    expect(keys.filter((key) => key.startsWith('background/completed/'))).toHaveLength(CONCURRENCY);
    expect(summary).toEqual({
      settled: CONCURRENCY,
      pending: 2 * CONCURRENCY,
      failed: 0,
      oldest_age_seconds: null,
      passes: 1,
    });
  });

  it.each([
    ['the upstream does not answer', () => {}],
    [
      'the upstream stops in the middle of an answer',
      (_request, response) => void response.writeHead(200, { 'content-type': 'application/json' }).write('{"id":'),
    ],
  ] as [string, UpstreamHandler][])('returns in time, and notes what it learnt, though %s', async (_what, stalls) => {
    const { summary, milliseconds, keys } = await run(17, { window_seconds: 60 }, async ({ objects, upstream }) => {
      await objects.record(...['resp_stalled', 'resp_good'].map((id) => dueRecord(id)));
      upstream.handle(playRetrievals({ resp_stalled: stalls, resp_good: completed }));
    });
    expect(summary).toMatchObject({ settled: 1, pending: 1, failed: 1 });
    expect(milliseconds).toBeLessThan(17_000);
    expect(keys).toEqual([completedKeyOf('resp_good'), pendingKeyOf('resp_stalled')]);
  });

  it('returns in time though S3 does not take an image', async () => {
    const { summary, keys } = await run(17, { window_seconds: 60 }, async ({ objects, upstream, gate }) => {
      await objects.record(...['resp_stalled', 'resp_good'].map((id) => dueRecord(id)));
      gate.gate({ before: ({ method, key }) => (method === 'PUT' && key.includes('/ig_1.') ? forever() : undefined) });
      const drawn = { output: [imageItem('ig_1', Buffer.from('an image'))] };
      const stalled = playJson(backgroundResponse('resp_stalled', 'completed', drawn));
      upstream.handle(playRetrievals({ resp_stalled: stalled, resp_good: completed }));
    });
    expect(summary).toMatchObject({ settled: 1, pending: 1, failed: 1 });
    expect(keys).toEqual([completedKeyOf('resp_good'), pendingKeyOf('resp_stalled')]);
  });
});
