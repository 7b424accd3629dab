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

/** A response that its caller waited for. */
async function waitedFor(): Promise<string> {
  const sent = { model: 'gpt-6.1-terra', input: 'Hi', metadata: { pace: 'none' } };
  return ((await (await call(standIn.url, 'POST', '', sent)).json()) as { id: string }).id;
}

const notFound = (id: string) => ({ status: 404, error: { message: `Response with id '${id}' not found.` } });

describe('cancelling', () => {
  it.each([
    ['queued', 500],
    ['in_progress', 5000],
  ])('ends a response that is %s, for good', async (status, elapsed) => {
    const { id } = await create(standIn.url, { seconds: '10' });
    clock.advance(elapsed);
    expect((await retrieve(standIn.url, id)).status).toBe(status);
    const cancelled = await cancel(standIn.url, id);
    expect(cancelled).toMatchObject({ id, status: 'cancelled', output: [], completed_at: null, service_tier: 'auto' });
    expect(cancelled.usage).toBeUndefined();
    clock.advance(20_000);
    expect(await retrieve(standIn.url, id)).toEqual(cancelled);
    expect(await cancel(standIn.url, id)).toEqual(cancelled);
  });

  it.each(['text', 'incomplete', 'failed'])('leaves one that has ended (%s) as it is', async (scenario) => {
    const { id } = await create(standIn.url, { scenario, pace: 'none' });
    const ended = await retrieve(standIn.url, id);
    expect(await cancel(standIn.url, id)).toEqual(ended);
  });

  it('ends its streams without another event, and a later one sees the same', async () => {
    const first = await stream(standIn.url, { seconds: '10' });
    const opening = await first.next();
    const id = opening?.response?.id ?? '';
    const second = await resume(standIn.url, id);
    clock.advance(4000);
    await cancel(standIn.url, id);
    const seen = [opening, ...(await first.rest())];
    expect(seen.at(-1)?.type).toBe('response.output_text.delta');
    expect(await second.rest()).toEqual(seen);
    expect(await (await resume(standIn.url, id)).rest()).toEqual(seen);
  });

  it('is forgotten from then on', async () => {
    const { id } = await create(standIn.url, { seconds: '1000', forget: '5' });
    await cancel(standIn.url, id);
    clock.advance(4999);
    expect((await retrieve(standIn.url, id)).status).toBe('cancelled');
    clock.advance(1);
    expect(await refusal(await call(standIn.url, 'GET', `/${id}`))).toMatchObject(notFound(id));
  });

  it('is refused to a response that its caller waited for', async () => {
    const id = await waitedFor();
    expect(await refusal(await call(standIn.url, 'POST', `/${id}/cancel`))).toEqual({
      status: 400,
      error: {
        message: 'Cannot cancel a synchronous response.',
        type: 'invalid_request_error',
        param: null,
        code: null,
      },
    });
  });
});

describe('deleting', () => {
  it.each([
    ['a response that its caller waited for', waitedFor],
    ['one in the background', async () => (await create(standIn.url, { pace: 'none' })).id],
    ['one that goes on', async () => (await create(standIn.url, { seconds: '10' })).id],
  ])('%s forgets it', async (_, made) => {
    const id = await made();
    const deleted = await call(standIn.url, 'DELETE', `/${id}`);
    expect([deleted.status, await deleted.json()]).toEqual([200, { id, object: 'response.deleted', deleted: true }]);
    for (const [method, path] of [
      ['GET', ''],
      ['GET', '?stream=true'],
      ['GET', '/input_items'],
      ['POST', '/cancel'],
      ['DELETE', ''],
    ] as const) {
      expect(await refusal(await call(standIn.url, method, `/${id}${path}`))).toMatchObject(notFound(id));
    }
    expect(clock.pending()).toBe(0);
  });

  it('ends its streams', async () => {
    const reader = await stream(standIn.url, { seconds: '10' });
    const id = (await reader.next())?.response?.id ?? '';
    await call(standIn.url, 'DELETE', `/${id}`);
    expect((await reader.rest()).map(({ type }) => type)).toEqual(['response.queued']);
  });
});

it.each([
  ['POST', '/cancel'],
  ['DELETE', ''],
])('%s %s knows no parameters', async (method, path) => {
  const { id } = await create(standIn.url);
  expect(await refusal(await call(standIn.url, method, `/${id}${path}?force=true`))).toMatchObject({
    status: 400,
    error: { param: 'force', code: 'unknown_parameter' },
  });
});
