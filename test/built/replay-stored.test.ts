import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Picture, pictures } from '../support/pictures.ts';
import { type Frame, readFrames } from '../support/read-frames.ts';
import { playJson } from '../support/upstream.ts';
import { sampleItems } from '../unit/background/replay/sample-response.ts';
import { backgroundResponse, dueRecord, poll } from './background-calls.ts';
import { type BackgroundWorld, startBackgroundWorld } from './background-world.ts';
import { imageItem } from './image-upstream.ts';
import { ask, playLifecycle, refusal } from './lifecycle-calls.ts';

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const ID = 'resp_stored';
const stored = backgroundResponse(ID, 'completed', { background: false, output: sampleItems });
const [png] = (await pictures()) as [Picture];

let world: BackgroundWorld;
beforeAll(async () => {
  world = await startBackgroundWorld();
});
afterAll(() => world.close());
beforeEach(() => world.reset());

const open = (after?: number | string) =>
  fetch(`${world.stack.url}/api/responses/${ID}/stream${after === undefined ? '' : `?starting_after=${after}`}`);

/** Frames, less what the clock and the signatures of URLs say. */
const said = (frames: readonly Frame[]) =>
  frames.map(({ id, event, data: { latency_ms: _ms, duration_ms: _took, url: _url, expires_at: _end, ...data } }) => [
    id,
    event,
    data,
  ]);

describe.each([
  ['is not a background one', refusal.notBackground],
  ['was not begun as a stream', refusal.notStream],
  ['is too old', refusal.tooOld],
  ['has no stream', refusal.notFound(ID)],
])('a stored response whose stream OpenAI refuses because it %s', (_why, stream) => {
  beforeEach(() => world.upstream.handle(playLifecycle({ stream, retrieve: playJson(stored) })));

  it('is played from the response, item by item', async () => {
    const response = await open();
    expect([response.status, response.headers.get('x-response-source')]).toEqual([200, 'openai']);
    const all = await readFrames(response);
    expect(all.map(({ id }) => Number(id))).toEqual([...all.keys()]);
    expect(all.map(({ data }) => data.replayed)).toEqual(all.map(() => true));
    expect([all[0]?.event, all.at(-1)?.event]).toEqual(['response.created', 'response.completed']);
    const done = all.filter(({ event }) => event === 'response.output_item.done');
    expect(done.map(({ data }) => data.item)).toEqual(sampleItems);
  });

  it('goes on after any of its numbers with the same frames', async () => {
    const all = said(await readFrames(await open()));
    expect(said(await readFrames(await open(-1)))).toEqual(all);
    for (const after of [0, 7, 26, 27, 40, all.length - 2, all.length - 1]) {
      expect(said(await readFrames(await open(after)))).toEqual(all.slice(Math.min(after + 1, all.length - 1)));
    }
  });
});

describe('a response that has no end yet', () => {
  it.each(['queued', 'in_progress'])('and is %s is refused, with what to do until it has', async (status) => {
    const retrieve = playJson(backgroundResponse(ID, status));
    world.upstream.handle(playLifecycle({ stream: refusal.notStream, retrieve }));
    expect(await ask(world.stack, 'GET', `/api/responses/${ID}/stream`)).toMatchObject({
      status: 400,
      body: { error_code: 'stream_not_resumable', hint: expect.stringContaining(`still ${status}`) },
    });
  });
});

describe('a response that cannot be retrieved either', () => {
  it('is refused for what retrieving it failed of', async () => {
    world.upstream.handle(playLifecycle({ stream: refusal.notBackground, retrieve: refusal.down }));
    expect(await ask(world.stack, 'GET', `/api/responses/${ID}/stream`)).toMatchObject({
      status: 500,
      body: { error_code: 'server_error' },
    });
  });
});

describe.each(['url', 'both', 'base64'])('an archived image that was wanted as %s', (delivery) => {
  const output = [imageItem('ig_1', png.bytes), ...sampleItems.slice(-1)];
  const base64 = png.bytes.toString('base64');
  beforeEach(async () => {
    world.upstream.handle(playLifecycle({ retrieve: playJson(backgroundResponse(ID, 'completed', { output })) }));
    await world.objects.record(dueRecord(ID, { endpoint: 'create-image', delivery }));
    expect(await poll(world.stack)).toMatchObject({ settled: 1 });
    world.upstream.handle(playLifecycle({ stream: refusal.tooOld }));
  });

  it('is replayed so from S3', async () => {
    const response = await open();
    expect(response.headers.get('x-response-source')).toBe('archive');
    const all = await readFrames(response);
    const item = all.find(({ event }) => event === 'response.output_item.done')?.data.item;
    expect(item).toMatchObject({ id: 'ig_1', type: 'image_generation_call' });
    expect((item as { result?: string }).result).toBe(delivery === 'url' ? undefined : base64);
    const kept = all.find(({ event }) => event === 'image.stored');
    expect(kept).toMatchObject({ id: undefined, data: { id: 'ig_1', content_type: 'image/png', replayed: true } });
    if (delivery === 'base64') expect(kept?.data).not.toHaveProperty('url');
    else expect(Buffer.from(await (await fetch(String(kept?.data.url))).arrayBuffer())).toEqual(png.bytes);
    expect(all.at(-1)?.event).toBe('response.completed');
    const numbers = all.flatMap(({ event, id }) => (event === 'image.stored' ? [] : [Number(id)]));
    expect(numbers).toEqual([...numbers.keys()]);
  });

  if (delivery !== 'url') {
    it('is told to be missing where S3 has it no longer, and the stream goes on', async () => {
      const [key = ''] = (await world.objects.keys('images/2')).filter((name) => name.endsWith('.png'));
      world.gate.gate({
        before: (call) =>
          call.method === 'GET' && call.key === key
            ? (_request, answer) =>
                void answer
                  .writeHead(403, { 'content-type': 'application/xml' })
                  .end('<Error><Code>AccessDenied</Code></Error>')
            : undefined,
      });
      const all = await readFrames(await open());
      expect(all.filter(({ event }) => event?.startsWith('image.'))).toMatchObject([
        { event: 'image.store_failed', data: { id: 'ig_1', code: 'image_store_denied', replayed: true } },
      ]);
      expect(all.at(-1)?.event).toBe('response.completed');
    });
  }
});
