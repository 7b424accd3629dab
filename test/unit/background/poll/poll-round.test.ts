import { describe, expect, it } from 'vitest';
import { pollWaitMs } from '../../../../lib/background/poll/poll-backoff.ts';
import { errorCatalogue } from '../../../../lib/errors/catalogue.ts';
import { playJson, type UpstreamHandler } from '../../../support/upstream.ts';
import { at, backgroundResponse, jobRecord } from '../jobs.ts';
import { play, playMissing, playRunning, startPolling, useUpstream } from '../polling.ts';

const upstream = useUpstream();
const DAY_MS = 24 * 60 * 60 * 1000;

/** Records of these ids, due from the beginning on. */
function records(...ids: string[]) {
  return ids.map((id) => jobRecord({ id }));
}

describe('a record that is due', () => {
  it.each([0, 1, 60_000])('since %i ms is settled, and its record goes', async (ms) => {
    play(upstream());
    const { pass, store, round } = startPolling(upstream(), records('resp_1'), { clock: { ms } });
    await pass();
    expect(store.results.get('resp_1')?.result).toMatchObject({ status: 'completed', attempts: 1 });
    expect(store.records.size).toBe(0);
    expect(round.counts()).toEqual({ pending: 0, settled: 1, failed: 0, oldest_age_seconds: 0 });
  });

  it.each(['failed', 'cancelled', 'incomplete'])('of a response that is %s settles as that', async (status) => {
    play(upstream(), { resp_1: playJson(backgroundResponse({ status })) });
    const { pass, store } = startPolling(upstream(), records('resp_1'));
    await pass();
    expect(store.results.get('resp_1')).toMatchObject({ facts: { status }, result: { status } });
  });

  it('of a response that OpenAI has lost settles as that', async () => {
    play(upstream(), { resp_1: playMissing });
    const { pass, store, round } = startPolling(upstream(), records('resp_1'));
    await pass();
    expect(store.results.get('resp_1')?.facts.status).toBe('lost');
    expect(store.records.size).toBe(0);
    expect(round.counts()).toMatchObject({ settled: 1, failed: 0 });
  });
});

describe('a record that is not due', () => {
  it('is left alone, and counts as pending', async () => {
    play(upstream());
    const earlier = upstream().requests.length;
    const later = jobRecord({ id: 'resp_1', next_poll_at: at(10_001).toISOString() });
    const { pass, store, round } = startPolling(upstream(), [later], { clock: { ms: 10_000 } });
    await pass();
    await round.writeDown();
    expect(upstream().requests).toHaveLength(earlier);
    expect(store.operations.filter((operation) => operation.startsWith('put'))).toEqual([]);
    expect(round.counts()).toEqual({ pending: 1, settled: 0, failed: 0, oldest_age_seconds: 10 });
  });

  it('is settled by a later pass, without being read again', async () => {
    play(upstream());
    const later = jobRecord({ id: 'resp_1', next_poll_at: at(5000).toISOString() });
    const { pass, store, clock } = startPolling(upstream(), [later]);
    await pass();
    clock.ms = 5000;
    await pass();
    expect(store.results.size).toBe(1);
    expect(store.operations.filter((operation) => operation === 'readRecord resp_1')).toHaveLength(1);
  });

  it('is read again once somebody has changed it', async () => {
    play(upstream());
    const later = jobRecord({ id: 'resp_1', next_poll_at: at(5000).toISOString() });
    const { pass, store } = startPolling(upstream(), [later]);
    await pass();
    await store.putRecord(jobRecord({ id: 'resp_1' }));
    await pass();
    expect(store.results.size).toBe(1);
  });

  it('has no date that can be read: then it is due', async () => {
    play(upstream());
    const { pass, store } = startPolling(upstream(), [jobRecord({ next_poll_at: 'soon' })]);
    await pass();
    expect(store.results.size).toBe(1);
  });
});

describe('a record whose response runs on', () => {
  it.each([
    [0, 0],
    [3, 0.5],
    [40, 0.999],
  ])('after %i attempts waits as long as the backoff says, at %d', async (attempts, random) => {
    play(upstream(), { resp_1: playRunning() });
    const options = { clock: { ms: 1000 }, random: () => random };
    const { pass, store, round } = startPolling(upstream(), [jobRecord({ attempts })], options);
    await pass();
    await round.writeDown();
    expect(store.records.get('resp_1')).toEqual({
      ...jobRecord(),
      attempts: attempts + 1,
      next_poll_at: at(1000 + pollWaitMs(attempts + 1, random)).toISOString(),
    });
    expect(round.counts()).toEqual({ pending: 1, settled: 0, failed: 0, oldest_age_seconds: 1 });
  });

  it('is written back once, however often it was asked for', async () => {
    play(upstream(), { resp_1: playRunning('queued') });
    const { pass, store, round, clock } = startPolling(upstream(), records('resp_1'));
    for (const ms of [0, 7500, 20_000]) {
      clock.ms = ms;
      await pass();
    }
    expect(store.operations).not.toContain('putRecord resp_1');
    await round.writeDown();
    expect(store.operations.filter((operation) => operation === 'putRecord resp_1')).toHaveLength(1);
    expect(store.records.get('resp_1')?.attempts).toBe(3);
  });

  it('is written back even if later passes had nothing to ask', async () => {
    play(upstream(), { resp_1: playRunning() });
    const { pass, store, round } = startPolling(upstream(), records('resp_1'));
    await pass();
    await pass();
    await round.writeDown();
    expect(store.records.get('resp_1')?.attempts).toBe(1);
  });

  it('is asked for by a later pass only when its wait is over', async () => {
    play(upstream(), { resp_1: playRunning() });
    const earlier = upstream().requests.length;
    const { pass, clock } = startPolling(upstream(), records('resp_1'));
    const asked: number[] = [];
    for (const ms of [0, 7499, 7500, 18_749, 18_750]) {
      clock.ms = ms;
      await pass();
      asked.push(upstream().requests.length - earlier);
    }
    expect(asked).toEqual([1, 1, 2, 2, 3]);
  });

  it.each([
    ['settled', 'lists it no longer', async (pass: () => Promise<void>) => pass()],
    ['settled', 'has not looked since', async () => undefined],
  ])('and that somebody else has %s is not written back by a round that %s', async (_by, _name, then) => {
    play(upstream(), { resp_1: playRunning() });
    const { pass, store, round } = startPolling(upstream(), records('resp_1'));
    await pass();
    await store.removeRecord('resp_1');
    await then(pass);
    await round.writeDown();
    expect(store.records.size).toBe(0);
  });

  it('and that somebody else has settled counts no longer once it is not listed', async () => {
    play(upstream(), { resp_1: playRunning() });
    const { pass, store, round } = startPolling(upstream(), records('resp_1', 'resp_2'));
    play(upstream(), { resp_1: playRunning(), resp_2: playRunning() });
    await pass();
    await store.removeRecord('resp_1');
    await pass();
    expect(round.counts().pending).toBe(1);
    await round.writeDown();
    expect(store.operations).not.toContain('putRecord resp_1');
  });

  it('and that somebody else has changed meanwhile stays as they left it', async () => {
    play(upstream(), { resp_1: playRunning() });
    const { pass, store, round } = startPolling(upstream(), records('resp_1'));
    await pass();
    await store.putRecord(jobRecord({ attempts: 9 }));
    await round.writeDown();
    expect(store.records.get('resp_1')?.attempts).toBe(9);
  });
});

describe('a record that went between its listing and its reading', () => {
  it('is nobody’s failure, and counts no longer', async () => {
    play(upstream());
    const polling = startPolling(upstream(), records('resp_1'), {
      before: (operation, id) => (operation === 'readRecord' ? polling.store.removeRecord(id) : undefined),
    });
    await polling.pass();
    expect(polling.round.counts()).toEqual({ pending: 0, settled: 0, failed: 0, oldest_age_seconds: 0 });
    expect(polling.store.results.size).toBe(0);
  });

  it('counts no longer, though an earlier pass has seen it', async () => {
    play(upstream(), { resp_1: playRunning() });
    let gone = false;
    const polling = startPolling(upstream(), records('resp_1'), {
      before: (operation, id) => (gone && operation === 'readRecord' ? polling.store.removeRecord(id) : undefined),
    });
    await polling.pass();
    // Changed by somebody else, so that it is read again.
    await polling.store.putRecord(jobRecord());
    gone = true;
    await polling.pass();
    expect(polling.round.counts().pending).toBe(0);
  });
});

describe('a record of 24 hours or more', () => {
  const old = jobRecord({ next_poll_at: at(0).toISOString(), attempts: 1500 });
  const unanswered: UpstreamHandler = playJson({ error: { message: 'Oops', type: 'server_error' } }, 500);

  it.each([
    ['runs on', DAY_MS, playRunning(), 'in_progress'],
    ['cannot be asked for in 6 days', 6 * DAY_MS, unanswered, undefined],
  ])('whose response %s settles as expired, with what to do', async (_name, ms, handler, status) => {
    play(upstream(), { resp_1: handler });
    const { pass, store, round } = startPolling(upstream(), [old], { clock: { ms } });
    await pass();
    const { message, hint } = errorCatalogue.response_expired;
    expect(store.results.get('resp_1')?.result).toMatchObject({
      status: 'expired',
      attempts: 1501,
      error: { code: 'response_expired', message, hint },
    });
    expect(store.results.get('resp_1')?.result.response.status).toBe(status);
    expect(store.records.size).toBe(0);
    expect(round.counts()).toMatchObject({ settled: 1, failed: 0 });
  });

  it.each([DAY_MS, 6 * DAY_MS - 1])('whose response cannot be asked for after %i ms stays', async (ms) => {
    play(upstream(), { resp_1: unanswered });
    const { pass, store, round } = startPolling(upstream(), [old], { clock: { ms } });
    await pass();
    expect(store.results.size).toBe(0);
    expect(store.records.size).toBe(1);
    expect(round.counts()).toMatchObject({ pending: 1, settled: 0, failed: 1 });
  });

  it.each([DAY_MS, 6 * DAY_MS])('whose response has ended has its result after %i ms', async (ms) => {
    play(upstream());
    const { pass, store } = startPolling(upstream(), [old], { clock: { ms } });
    await pass();
    expect(store.results.get('resp_1')?.result.status).toBe('completed');
  });

  it.each([
    ['2h', 2],
    ['8h', 8],
  ])('with a window of %s is waited for so much longer', async (window, hours) => {
    const record = { ...old, completion_window: window };
    const end = DAY_MS + hours * 60 * 60 * 1000;
    for (const [ms, left] of [
      [end - 1, 1],
      [end, 0],
    ] as const) {
      play(upstream(), { resp_1: playRunning() });
      const { pass, store } = startPolling(upstream(), [record], { clock: { ms } });
      await pass();
      expect(store.records.size).toBe(left);
    }
  });

  it('less a millisecond is waited for', async () => {
    play(upstream(), { resp_1: playRunning() });
    const { pass, store } = startPolling(upstream(), [old], { clock: { ms: DAY_MS - 1 } });
    await pass();
    expect(store.results.size).toBe(0);
    expect(store.records.size).toBe(1);
  });
});

describe('the age of what is left', () => {
  it('is that of the oldest record', async () => {
    play(upstream(), { resp_1: playRunning(), resp_2: playRunning(), resp_3: playRunning() });
    const aged = (id: string, ms: number) => jobRecord({ id, created_at: at(ms).toISOString() });
    const held = [aged('resp_1', 40_000), aged('resp_2', 10_400), aged('resp_3', 120_000)];
    const { pass, round } = startPolling(upstream(), held, { clock: { ms: 100_000 } });
    await pass();
    expect(round.counts()).toMatchObject({ pending: 3, oldest_age_seconds: 90 });
  });
});
