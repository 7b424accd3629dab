import { describe, expect, it } from 'vitest';
import { shardOf } from '../../../../lib/background/records/job-record.ts';
import { playJson, type UpstreamHandler } from '../../../support/upstream.ts';
import { settle } from '../../stream/stream-run.ts';
import { backgroundResponse, jobRecord } from '../jobs.ts';
import { idOf, play, playRunning, startPolling, useUpstream } from '../polling.ts';

const upstream = useUpstream();

function records(count: number) {
  return Array.from({ length: count }, (_, index) => jobRecord({ id: `resp_${index}` }));
}

/** Answers no request until so many wait at the same time, or all that there are; knows how many ever did. */
function gathering(width: number, total: number) {
  let waiting = 0;
  let most = 0;
  let answered = 0;
  let gate = Promise.withResolvers<void>();
  const handler: UpstreamHandler = async (request, response) => {
    waiting += 1;
    most = Math.max(most, waiting);
    if (waiting >= width || answered + waiting === total) {
      // Were there more than the limit allows, they would come now.
      await settle();
      gate.resolve();
      gate = Promise.withResolvers();
    } else await gate.promise;
    waiting -= 1;
    answered += 1;
    await playJson(backgroundResponse({ id: idOf(request.url) }))(request, response);
  };
  return { handler, most: () => most };
}

describe('records that are looked after at the same time', () => {
  it.each([
    ['20 unless told', {}, 20],
    ['as many as told', { concurrency: 3 }, 3],
  ])('are %s, and no more', async (_name, options, limit) => {
    const { handler, most } = gathering(limit, 60);
    upstream().handle(handler);
    const { pass, store } = startPolling(upstream(), records(60), options);
    await pass();
    expect(store.results.size).toBe(60);
    expect(most()).toBe(limit);
  });

  it('are listed no further than they are begun', async () => {
    const { handler } = gathering(3, 60);
    upstream().handle(handler);
    let ahead = 0;
    const { pass, store } = startPolling(upstream(), records(60), {
      concurrency: 3,
      before: (operation) => {
        const listed = store.operations.filter((done) => done.startsWith('listPending')).length;
        if (operation === 'putResult') ahead = Math.max(ahead, listed - store.results.size);
      },
    });
    await pass();
    expect(ahead).toBeLessThanOrEqual(4);
  });

  it('are written back no more at a time', async () => {
    const running = Object.fromEntries(records(60).map(({ id }) => [id, playRunning()]));
    play(upstream(), running);
    let writing = 0;
    let most = 0;
    const { pass, round } = startPolling(upstream(), records(60), {
      before: async (operation) => {
        if (operation !== 'putRecord') return;
        writing += 1;
        most = Math.max(most, writing);
        await settle();
        writing -= 1;
      },
    });
    await pass();
    await round.writeDown();
    expect(most).toBe(20);
  });
});

describe('records of image requests', () => {
  const images = (count: number, endpoint = 'create-image') =>
    Array.from({ length: count }, (_, index) => jobRecord({ id: `resp_image_${index}`, endpoint }));

  it.each(['create-image', 'stream-image'])('of %s are four at a time, and hold up no others', async (endpoint) => {
    const texts = records(60);
    const textsAsked = Promise.withResolvers<void>();
    let asked = 0;
    let drawing = 0;
    let most = 0;
    upstream().handle(async (request, response) => {
      const id = idOf(request.url);
      if (id.startsWith('resp_image_')) {
        drawing += 1;
        most = Math.max(most, drawing);
        await textsAsked.promise;
        await settle();
        drawing -= 1;
      } else if (++asked === texts.length) textsAsked.resolve();
      await playJson(backgroundResponse({ id }))(request, response);
    });
    const { pass, store, round } = startPolling(upstream(), [...images(30, endpoint), ...texts]);
    await pass();
    expect(store.results.size).toBe(90);
    expect(round.counts()).toMatchObject({ pending: 0, settled: 90, failed: 0 });
    expect(most).toBe(4);
  });

  it('that wait for their turn are not begun once the time is up, and left for the next pass', async () => {
    const clock = { ms: 0 };
    const { handler, most } = gathering(4, 8);
    upstream().handle((request, response) => {
      const answered = handler(request, response);
      if (most() === 4) clock.ms = 1000;
      return answered;
    });
    const { pass, store, round } = startPolling(upstream(), images(8), { clock });
    await pass(1000);
    expect(store.results.size).toBe(4);
    expect(round.counts()).toEqual({ pending: 4, settled: 4, failed: 0, oldest_age_seconds: 1 });
    await pass();
    expect(round.counts()).toMatchObject({ pending: 0, settled: 8, failed: 0 });
  });

  it('that fail give their turn to others', async () => {
    const failing = Object.fromEntries(images(4).map(({ id }) => [id, playJson({ error: { message: 'Oops' } }, 500)]));
    play(upstream(), failing);
    const { pass, round } = startPolling(upstream(), images(12));
    await pass();
    expect(round.counts()).toMatchObject({ pending: 4, settled: 8, failed: 4 });
  });
});

describe('once the time is up', () => {
  /** Moves the clock on by a second with each answer. */
  function slow(clock: { ms: number }): UpstreamHandler {
    return (request, response) => {
      clock.ms += 1000;
      return playJson(backgroundResponse({ id: idOf(request.url) }))(request, response);
    };
  }

  it.each([
    [3000, 1, 3],
    [3001, 1, 4],
    [1, 4, 4],
  ])('at %i ms nothing is begun, with %i at a time', async (until, concurrency, begun) => {
    const clock = { ms: 0 };
    upstream().handle(slow(clock));
    const { pass, store, round } = startPolling(upstream(), records(12), { clock, concurrency });
    await pass(until);
    expect(store.results.size).toBe(begun);
    expect(round.counts()).toMatchObject({ settled: begun, failed: 0 });
  });

  it.each([0, -1])('before it has begun (%i ms), a pass asks for nothing', async (until) => {
    const earlier = upstream().requests.length;
    const { pass } = startPolling(upstream(), records(3));
    await pass(until);
    expect(upstream().requests).toHaveLength(earlier);
  });

  it('what was listed and not begun counts as pending, once', async () => {
    const { pass, round } = startPolling(upstream(), records(6));
    await pass(0);
    await pass(0);
    expect(round.counts()).toEqual({ pending: 6, settled: 0, failed: 0, oldest_age_seconds: null });
  });

  it('nothing is forgotten that was not come to', async () => {
    const clock = { ms: 0 };
    play(upstream(), Object.fromEntries(records(6).map(({ id }) => [id, playRunning()])));
    const { pass, round, store } = startPolling(upstream(), records(6), { clock });
    await pass();
    await pass(0);
    await round.writeDown();
    expect(round.counts().pending).toBe(6);
    expect([...store.records.values()].map(({ attempts }) => attempts)).toEqual(Array(6).fill(1));
  });
});

describe('a pass', () => {
  it('begins with another shard each time, and comes to all', async () => {
    const shards = ['00', '01', '02', '03'];
    const orders: string[][] = [];
    const randoms = [0, 0.25, 0.5, 0.999];
    const { round, store } = startPolling(upstream(), [], { random: () => randoms[orders.length] ?? 0 });
    const listPending = store.listPending;
    store.listPending = (order) => {
      orders.push([...order]);
      return listPending(order);
    };
    for (const _ of randoms) await round.pass(shards, 1);
    expect(orders).toEqual([
      ['00', '01', '02', '03'],
      ['01', '02', '03', '00'],
      ['02', '03', '00', '01'],
      ['03', '00', '01', '02'],
    ]);
  });

  it('leaves records of other shards alone', async () => {
    play(upstream());
    const [mine, other] = [jobRecord({ id: 'resp_1' }), jobRecord({ id: 'resp_2' })];
    const { round, store } = startPolling(upstream(), [mine, other]);
    await round.pass([shardOf('resp_1')], 1);
    expect([...store.records.keys()]).toEqual(['resp_2']);
  });
});
