import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type StandIn, startStandIn } from '../../../infra/local/openai/server.ts';
import { call, cancel, create, refusal, resume, retrieve, stream } from './stand-in-calls.ts';
import { type HandClock, handClock } from './stand-in-clock.ts';

let clock: HandClock;
let standIn: StandIn;
beforeEach(async () => {
  clock = handClock();
  standIn = await startStandIn({ clock });
});
afterEach(() => standIn.close());

/** Creates a response of ten seconds, reads its first event and leaves. */
async function started(metadata: object = {}, more: object = {}): Promise<string> {
  const reader = await stream(standIn.url, { seconds: '10', ...metadata }, more);
  const opening = await reader.next();
  await reader.leave();
  return opening?.response?.id ?? '';
}

describe('a background stream', () => {
  it('comes as it happens', async () => {
    const reader = await stream(standIn.url, { seconds: '10' });
    expect([await reader.next(), await reader.next()]).toMatchObject([
      { type: 'response.created', sequence_number: 0, response: { status: 'queued' } },
      { type: 'response.queued', sequence_number: 1, response: { status: 'queued' } },
    ]);
    clock.advance(1000);
    expect(await reader.next()).toMatchObject({ type: 'response.in_progress', response: { status: 'in_progress' } });
    clock.advance(4500);
    const half = await reader.next();
    clock.advance(4500);
    const all = [half, ...(await reader.rest())];
    expect(all.map((event) => event?.sequence_number)).toEqual(all.map((_, index) => index + 3));
    expect(all.at(-1)?.type).toBe('response.completed');
  });

  it.each([
    ['a text', {}, {}],
    ['a picture', {}, { tools: [{ type: 'image_generation', size: '256x160', output_format: 'svg' }] }],
    ['every event', { scenario: 'every-event' }, {}],
  ])('of %s is, resumed after any event, what the first reader saw of it', async (_, metadata, more) => {
    const reader = await stream(standIn.url, { pace: 'none', ...metadata }, more);
    const all = await reader.rest();
    const id = all[0]?.response?.id ?? '';
    for (const after of [-1, 0, 2, Math.floor(all.length / 2), all.length - 2, all.length - 1, all.length + 5]) {
      const resumed = await resume(standIn.url, id, after < 0 ? {} : { starting_after: String(after) });
      expect(await resumed.rest()).toEqual(all.slice(after + 1));
    }
  });

  it('is resumed while it goes on: first what was missed, then the rest as it comes', async () => {
    const id = await started();
    clock.advance(5000);
    const resumed = await resume(standIn.url, id, { starting_after: '1' });
    expect(await resumed.next()).toMatchObject({ type: 'response.in_progress', sequence_number: 2 });
    clock.advance(5000);
    const rest = await resumed.rest();
    expect(rest.at(-1)).toMatchObject({ type: 'response.completed', response: await retrieve(standIn.url, id) });
  });

  it('shows no event before its time', async () => {
    const id = await started();
    const resumed = await resume(standIn.url, id, { starting_after: '1' });
    clock.advance(999);
    const first = resumed.next().then((event) => [event?.type, clock.now()]);
    const before = clock.now();
    await retrieve(standIn.url, id);
    clock.advance(1);
    expect(await first).toEqual(['response.in_progress', before + 1]);
  });

  it.each([
    ['true', true],
    ['false', false],
  ])('with include_obfuscation=%s pads its deltas: %s', async (include_obfuscation, padded) => {
    const id = await started({ pace: 'none', seconds: '0' });
    const events = await (await resume(standIn.url, id, { include_obfuscation })).rest();
    const deltas = events.filter(({ type }) => type.endsWith('.delta'));
    expect(deltas.length).toBeGreaterThan(0);
    expect(deltas.every((event) => 'obfuscation' in event)).toBe(padded);
  });

  it('of a cancelled response is what had come until then', async () => {
    const id = await started();
    clock.advance(999);
    await cancel(standIn.url, id);
    clock.advance(20_000);
    const events = await (await resume(standIn.url, id)).rest();
    expect(events.map(({ type }) => type)).toEqual(['response.created', 'response.queued']);
  });
});

describe('a stream that there is not', () => {
  const error = (message: string) => ({
    status: 400,
    error: { message, type: 'invalid_request_error', param: 'stream', code: 'invalid_request_error' },
  });

  it('was not created in the background', async () => {
    const sent = { model: 'gpt-6.1-terra', input: 'Hi', stream: false, metadata: { pace: 'none' } };
    const { id } = (await (await call(standIn.url, 'POST', '', sent)).json()) as { id: string };
    expect(await refusal(await call(standIn.url, 'GET', `/${id}?stream=true`))).toEqual(
      error('This response cannot be streamed because it was not created with background=true.'),
    );
  });

  it('was not created as a stream', async () => {
    const { id } = await create(standIn.url);
    expect(await refusal(await call(standIn.url, 'GET', `/${id}?stream=true`))).toEqual(
      error('This response cannot be streamed because it was not created with stream=true.'),
    );
  });

  it.each([
    [{}, 60_000],
    [{ forget_stream: '2.5' }, 2500],
    [{ forget_stream: '0' }, 0],
  ])('with %j is gone %i ms after its end, while the response is still known', async (metadata, kept) => {
    const id = await started(metadata);
    clock.advance(10_000 + kept - 1);
    expect((await call(standIn.url, 'GET', `/${id}?stream=true&starting_after=5`)).status).toBe(200);
    clock.advance(1);
    expect(await refusal(await call(standIn.url, 'GET', `/${id}?stream=true&starting_after=5`))).toEqual(
      error('This response can no longer be streamed because it is more than 5 minutes old.'),
    );
    expect((await retrieve(standIn.url, id)).status).toBe('completed');
  });

  it.each([
    ['?stream=perhaps', 'stream', 'invalid_type'],
    ['?stream=true&starting_after=last', 'starting_after', 'invalid_type'],
    ['?stream=true&include=everything', 'include', 'invalid_value'],
    ['?steam=true', 'steam', 'unknown_parameter'],
  ])('is asked for with %s', async (query, param, code) => {
    const id = await started();
    expect(await refusal(await call(standIn.url, 'GET', `/${id}${query}`))).toMatchObject({
      status: 400,
      error: { param, code },
    });
  });
});
