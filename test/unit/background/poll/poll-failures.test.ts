import { describe, expect, it } from 'vitest';
import { pollWaitMs } from '../../../../lib/background/poll/poll-backoff.ts';
import { ServiceError } from '../../../../lib/errors/service-error.ts';
import { playJson, type UpstreamHandler } from '../../../support/upstream.ts';
import { imageCall } from '../../apis/responses/images/waiting-store.ts';
import { at, backgroundResponse, jobRecord } from '../jobs.ts';
import type { BeforeOperation } from '../memory-job-store.ts';
import { play, playRunning, startPolling, useUpstream } from '../polling.ts';
import { smallImage } from '../settling.ts';

const upstream = useUpstream();
const down = new ServiceError('background_store_failed');

/** Ten records, the fifth of which is in trouble. */
const ids = Array.from({ length: 10 }, (_, index) => `resp_${index}`);
const troubled = 'resp_4';
const held = ids.map((id) => jobRecord({ id }));
const others = ids.filter((id) => id !== troubled).toSorted();

const failingAnswers: readonly (readonly [string, UpstreamHandler])[] = [
  ['a 500', playJson({ error: { message: 'Oops', type: 'server_error' } }, 500)],
  ['a 401', playJson({ error: { message: 'Incorrect API key', code: 'invalid_api_key' } }, 401)],
  ['garbage', (_request, response) => void response.end('{"status":"comple')],
  ['a connection that is reset', (_request, response) => void response.socket?.resetAndDestroy()],
];

describe('one record’s failure stops no other', () => {
  it.each(failingAnswers)('of OpenAI: %s', async (_name, handler) => {
    play(upstream(), { [troubled]: handler });
    const { pass, store, round } = startPolling(upstream(), held);
    await pass();
    await round.writeDown();
    expect([...store.results.keys()].toSorted()).toEqual(others);
    expect(round.counts()).toMatchObject({ pending: 1, settled: 9, failed: 1 });
    expect(store.records.get(troubled)).toMatchObject({
      attempts: 1,
      next_poll_at: at(pollWaitMs(1, 0)).toISOString(),
    });
  });

  it.each(['readRecord', 'putResult', 'removeRecord'] as const)('of S3: %s', async (broken) => {
    play(upstream());
    const before: BeforeOperation = (operation, id) => {
      if (operation === broken && id === troubled) throw down;
    };
    const { pass, store, round } = startPolling(upstream(), held, { before });
    await pass();
    expect([...store.results.keys()]).toEqual(expect.arrayContaining(others));
    expect([...store.records.keys()]).toEqual([troubled]);
    expect(round.counts()).toMatchObject({ settled: 9, failed: 1 });
  });

  it('of the image store', async () => {
    const output = [imageCall('ig_1', smallImage)];
    play(upstream(), { [troubled]: playJson(backgroundResponse({ id: troubled, output })) });
    const openImages = () => Promise.reject(new ServiceError('image_store_denied'));
    const { pass, store, round } = startPolling(upstream(), held, { openImages });
    await pass();
    expect([...store.results.keys()].toSorted()).toEqual(others);
    expect(round.counts()).toMatchObject({ pending: 1, settled: 9, failed: 1 });
  });

  it('of an upload, which gets a signal to be given up by in time', async () => {
    const output = [imageCall('ig_1', smallImage)];
    play(upstream(), { [troubled]: playJson(backgroundResponse({ id: troubled, output })) });
    const signals: unknown[] = [];
    const put = (_image: unknown, signal?: AbortSignal) => {
      signals.push(signal);
      return Promise.reject(down);
    };
    const { pass } = startPolling(upstream(), held, { openImages: async () => ({ put }) });
    await pass();
    expect(signals).toEqual([expect.any(AbortSignal)]);
  });

  it('of our own, as an error that nobody foresaw', async () => {
    play(upstream());
    const before: BeforeOperation = (operation, id) => {
      if (operation === 'putResult' && id === troubled) throw new TypeError('x is not a function');
    };
    const { pass, round } = startPolling(upstream(), held, { before });
    await pass();
    expect(round.counts()).toMatchObject({ settled: 9, failed: 1 });
  });

  it('to be written back', async () => {
    play(upstream(), Object.fromEntries(ids.map((id) => [id, playRunning()])));
    const before: BeforeOperation = (operation, id) => {
      if (operation === 'putRecord' && id === troubled) throw down;
    };
    const { pass, store, round } = startPolling(upstream(), held, { before });
    await pass();
    await round.writeDown();
    const written = [...store.records.values()].filter(({ attempts }) => attempts === 1);
    expect(written.map(({ id }) => id).toSorted()).toEqual(others);
  });
});

describe('a record that failed', () => {
  it('is tried again by a later pass, and counted once until it is settled', async () => {
    play(upstream(), { resp_1: failingAnswers[0]?.[1] ?? playRunning() });
    const { pass, store, round, clock } = startPolling(upstream(), [jobRecord()]);
    await pass();
    await pass();
    expect(round.counts()).toMatchObject({ pending: 1, settled: 0, failed: 1 });
    clock.ms = pollWaitMs(1, 0);
    await pass();
    expect(round.counts()).toMatchObject({ pending: 1, settled: 0, failed: 1 });
    play(upstream());
    clock.ms += pollWaitMs(2, 0);
    await pass();
    expect(round.counts()).toMatchObject({ pending: 0, settled: 1, failed: 0 });
    expect(store.results.get('resp_1')?.result.attempts).toBe(3);
  });

  it('counts no longer once OpenAI says that its response runs on', async () => {
    play(upstream(), { resp_1: failingAnswers[0]?.[1] ?? playRunning() });
    const { pass, round, clock } = startPolling(upstream(), [jobRecord()]);
    await pass();
    play(upstream(), { resp_1: playRunning() });
    clock.ms = pollWaitMs(1, 0);
    await pass();
    expect(round.counts()).toMatchObject({ pending: 1, settled: 0, failed: 0 });
  });

  it('counts no longer once it is gone', async () => {
    play(upstream(), { resp_1: failingAnswers[0]?.[1] ?? playRunning() });
    const { pass, store, round } = startPolling(upstream(), [jobRecord()]);
    await pass();
    await store.removeRecord('resp_1');
    await pass();
    expect(round.counts()).toEqual({ pending: 0, settled: 0, failed: 0, oldest_age_seconds: 0 });
  });
});

describe('a record that cannot be read', () => {
  const later = at(60_000).toISOString();
  const unread: BeforeOperation = (operation, id) => {
    if (operation === 'readRecord' && id === troubled) throw down;
  };

  it('counts as pending, and is as old as nobody knows', async () => {
    const { pass, round } = startPolling(upstream(), [jobRecord({ id: troubled })], { before: unread });
    await pass();
    await pass();
    expect(round.counts()).toEqual({ pending: 1, settled: 0, failed: 1, oldest_age_seconds: null });
  });

  it('counts beside those that can be, of which the oldest is known', async () => {
    const waiting = [troubled, 'resp_1'].map((id) => jobRecord({ id, next_poll_at: later }));
    const { pass, round } = startPolling(upstream(), waiting, { before: unread, clock: { ms: 7000 } });
    await pass();
    expect(round.counts()).toEqual({ pending: 2, settled: 0, failed: 1, oldest_age_seconds: 7 });
  });

  it('is no failure any more once it can be, though it is not due', async () => {
    let broken = true;
    const { pass, round } = startPolling(upstream(), [jobRecord({ next_poll_at: later })], {
      before: failing('readRecord', () => broken),
      clock: { ms: 7000 },
    });
    await pass();
    broken = false;
    await pass();
    expect(round.counts()).toEqual({ pending: 1, settled: 0, failed: 0, oldest_age_seconds: 7 });
  });
});

describe('a listing that fails', () => {
  it('at once is one failure, and no crash', async () => {
    play(upstream());
    const { pass, round } = startPolling(upstream(), held, { before: failing('listPending', () => true) });
    await pass();
    expect(round.counts()).toEqual({ pending: null, settled: 0, failed: 1, oldest_age_seconds: null });
  });

  it('midway settles what it has listed before the pass is over', async () => {
    play(upstream());
    let listed = 0;
    const fourth = failing('listPending', () => {
      listed += 1;
      return listed === 4;
    });
    const { pass, store, round } = startPolling(upstream(), held, { before: fourth });
    await pass();
    expect(store.results.size).toBe(3);
    expect(round.counts()).toEqual({ pending: null, settled: 3, failed: 1, oldest_age_seconds: null });
  });

  it('takes back that nothing is left', async () => {
    play(upstream());
    const { pass, store, round } = startPolling(upstream(), held);
    await pass();
    expect(round.counts()).toEqual({ pending: 0, settled: 10, failed: 0, oldest_age_seconds: 0 });
    store.listPending = () => {
      throw down;
    };
    await pass();
    expect(round.counts()).toEqual({ pending: null, settled: 10, failed: 1, oldest_age_seconds: null });
  });

  it('is made up for by the next, and counts as one failure each', async () => {
    play(upstream());
    let broken = true;
    const { pass, round } = startPolling(upstream(), held, { before: failing('listPending', () => broken) });
    await pass();
    await pass();
    broken = false;
    await pass();
    expect(round.counts()).toEqual({ pending: 0, settled: 10, failed: 2, oldest_age_seconds: 0 });
  });

  it('forgets nothing of what an earlier one has found', async () => {
    play(upstream(), Object.fromEntries(ids.map((id) => [id, playRunning()])));
    let broken = false;
    const { pass, store, round } = startPolling(upstream(), held, { before: failing('listPending', () => broken) });
    await pass();
    broken = true;
    await pass();
    await round.writeDown();
    expect(round.counts()).toMatchObject({ pending: 10, failed: 1 });
    expect([...store.records.values()].map(({ attempts }) => attempts)).toEqual(ids.map(() => 1));
  });
});

/** Fails an operation where it is told to. */
function failing(broken: Parameters<BeforeOperation>[0], when: () => boolean): BeforeOperation {
  return (operation) => {
    if (operation === broken && when()) throw down;
  };
}
