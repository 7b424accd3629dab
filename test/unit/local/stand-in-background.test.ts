import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type StandIn, startStandIn } from '../../../infra/local/openai/server.ts';
import { call, create, inBackground, refusal, retrieve, stream } from './stand-in-calls.ts';
import { type HandClock, handClock } from './stand-in-clock.ts';

let clock: HandClock;
let standIn: StandIn;
beforeEach(async () => {
  clock = handClock();
  standIn = await startStandIn({ clock });
});
afterEach(() => standIn.close());

describe('a background response', () => {
  it('is answered at once, as queued and empty', async () => {
    const response = await create(standIn.url);
    expect(response).toMatchObject({ status: 'queued', background: true, store: true, output: [], completed_at: null });
    expect(response.usage).toBeUndefined();
  });

  it.each([
    ['its own pace', {}, 999, 'queued'],
    ['its own pace', {}, 1000, 'in_progress'],
    ['its own pace', {}, 5000, 'completed'],
    ['no pace', { pace: 'none' }, 0, 'completed'],
    ['ten seconds', { seconds: '10' }, 999, 'queued'],
    ['ten seconds', { seconds: '10' }, 1000, 'in_progress'],
    ['ten seconds', { seconds: '10' }, 9999, 'in_progress'],
    ['ten seconds', { seconds: '10' }, 10_000, 'completed'],
    ['ten seconds and no pace', { seconds: '10', pace: 'none' }, 9999, 'in_progress'],
    ['half a second', { seconds: '0.5' }, 99, 'queued'],
    ['half a second', { seconds: '0.5' }, 100, 'in_progress'],
    ['half a second', { seconds: '0.5' }, 500, 'completed'],
    ['no time', { seconds: '0' }, 0, 'completed'],
  ])('with %s (%j) is, after %i ms, %s', async (_, metadata, elapsed, status) => {
    const { id } = await create(standIn.url, metadata);
    clock.advance(elapsed);
    const response = await retrieve(standIn.url, id);
    expect(response).toMatchObject({ id, status, background: true });
    expect(response.output.length > 0).toBe(status === 'completed');
  });

  it.each([
    ['text', 'completed'],
    ['incomplete', 'incomplete'],
    ['failed', 'failed'],
    ['error-mid-stream', 'failed'],
    ['image-small', 'completed'],
    ['every-event', 'completed'],
  ])('playing %s ends as %s, and is then what its last event says', async (scenario, status) => {
    const played = await stream(standIn.url, { scenario });
    const opening = await played.next();
    const id = opening?.response?.id ?? '';
    clock.advance(60_000);
    const last = (await played.rest()).at(-1);
    expect(last?.type).toBe(`response.${status}`);
    expect(last?.response).toMatchObject({ id, status });
    expect(await retrieve(standIn.url, id)).toEqual(last?.response);
  });

  it('is completed when it was, not when it is asked for', async () => {
    const { id, created_at } = await create(standIn.url, { seconds: '7' });
    clock.advance(30_000);
    expect((await retrieve(standIn.url, id)).completed_at).toBe(created_at + 7);
  });

  it('goes on when its reader leaves', async () => {
    const reader = await stream(standIn.url, { seconds: '10' });
    const id = (await reader.next())?.response?.id ?? '';
    await reader.leave();
    clock.advance(10_000);
    expect((await retrieve(standIn.url, id)).status).toBe('completed');
  });

  it('can be continued by the next', async () => {
    const { id } = await create(standIn.url);
    expect((await create(standIn.url, {}, { previous_response_id: id })).previous_response_id).toBe(id);
  });

  it('leaves nothing behind when the stand-in is closed', async () => {
    const reader = await stream(standIn.url, { seconds: '10' });
    await reader.next();
    await create(standIn.url, { pace: 'none' });
    expect(clock.pending()).toBeGreaterThan(0);
    await standIn.close();
    await expect(reader.rest()).rejects.toThrow();
    expect(clock.pending()).toBe(0);
    standIn = await startStandIn({ clock });
  });
});

describe('refusals of a background response', () => {
  it.each([
    ['metadata.seconds', { seconds: 'soon' }, {}, 'invalid_value'],
    ['metadata.seconds', { seconds: '-1' }, {}, 'invalid_value'],
    ['metadata.seconds', { seconds: '86401' }, {}, 'invalid_value'],
    ['metadata.forget', { forget: 'never' }, {}, 'invalid_value'],
    ['metadata.forget_stream', { forget_stream: '1e3' }, {}, 'invalid_value'],
    ['metadata.webhook', { webhook: 'thrice' }, {}, 'invalid_value'],
    ['metadata.pace', { pace: 'andante' }, {}, 'invalid_value'],
    ['store', {}, { store: false }, 'invalid_value'],
  ])('name %s: %j %j', async (param, metadata, more, code) => {
    const refused = await call(standIn.url, 'POST', '', inBackground(metadata, more));
    expect(await refusal(refused)).toMatchObject({ status: 400, error: { param, code } });
  });

  it('are those of any other: a scenario that refuses does so at once', async () => {
    const refused = await call(standIn.url, 'POST', '', inBackground({ scenario: 'quota' }));
    expect(await refusal(refused)).toMatchObject({ status: 429, error: { code: 'insufficient_quota' } });
  });
});

describe('forgetting', () => {
  it.each([
    [{}, 120_000],
    [{ forget: '5' }, 5000],
    [{ forget: '0.25' }, 250],
  ])('a response with %j is known until %i ms after its end', async (metadata, kept) => {
    const { id } = await create(standIn.url, { seconds: '10', ...metadata });
    clock.advance(10_000 + kept - 1);
    expect((await retrieve(standIn.url, id)).status).toBe('completed');
    clock.advance(1);
    const calls = [
      ['GET', `/${id}`],
      ['GET', `/${id}?stream=true`],
      ['GET', `/${id}/input_items`],
      ['POST', `/${id}/cancel`],
      ['DELETE', `/${id}`],
    ] as const;
    for (const [method, path] of calls) {
      expect(await refusal(await call(standIn.url, method, path))).toEqual({
        status: 404,
        error: {
          message: `Response with id '${id}' not found.`,
          type: 'invalid_request_error',
          param: null,
          code: null,
        },
      });
    }
    const next = await call(standIn.url, 'POST', '', inBackground({}, { previous_response_id: id }));
    expect(await refusal(next)).toMatchObject({ error: { code: 'previous_response_not_found' } });
  });

  it('at once means as soon as it has ended, not before', async () => {
    const { id } = await create(standIn.url, { seconds: '10', forget: '0' });
    clock.advance(9999);
    expect((await retrieve(standIn.url, id)).status).toBe('in_progress');
    clock.advance(1);
    expect((await call(standIn.url, 'GET', `/${id}`)).status).toBe(404);
  });

  it('lets a stream that is being read come to its end', async () => {
    const reader = await stream(standIn.url, { seconds: '10', forget: '0' });
    await reader.next();
    clock.advance(10_000);
    expect((await reader.rest()).at(-1)?.type).toBe('response.completed');
  });
});
