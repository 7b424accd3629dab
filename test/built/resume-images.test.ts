import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { refuse, type S3Script } from '../support/fake-s3.ts';
import { forever } from '../support/gated-s3.ts';
import { type Picture, pictures } from '../support/pictures.ts';
import { type Frame, readFrames } from '../support/read-frames.ts';
import { playJson, type UpstreamHandler } from '../support/upstream.ts';
import { backgroundResponse, completedKeyOf, dueRecord, pendingKeyOf, poll } from './background-calls.ts';
import { type BackgroundWorld, startBackgroundWorld } from './background-world.ts';
import { imageItem, itemDone } from './image-upstream.ts';
import { playLifecycle, replay } from './lifecycle-calls.ts';
import { delta } from './played.ts';

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const ID = 'resp_drawn';
const [png, webp] = (await pictures()) as [Picture, Picture];
const items = [imageItem('ig_1', png.bytes), imageItem('ig_2', webp.bytes)];
const ended = backgroundResponse(ID, 'completed', { output: items });
const events = [
  { type: 'response.created', sequence_number: 0, response: { ...ended, status: 'queued', output: [] } },
  itemDone(1, items[0] ?? {}),
  delta(2, 'Hello'),
  itemDone(3, items[1] ?? {}),
  { type: 'response.completed', sequence_number: 4, response: ended },
];
const upstreamHandler: UpstreamHandler = (request, response) =>
  request.method === 'POST'
    ? replay(events)(request, response)
    : playLifecycle({ stream: replay(events), retrieve: playJson(ended) })(request, response);

let world: BackgroundWorld;
beforeAll(async () => {
  world = await startBackgroundWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.reset();
  world.upstream.handle(upstreamHandler);
});

const resume = async (after: number) =>
  readFrames(await fetch(`${world.stack.url}/api/responses/${ID}/stream?starting_after=${after}`));

/** OpenAI's events after a number, less what the clock says. */
const numbered = (frames: readonly Frame[], after: number) =>
  frames
    .filter(({ id }) => id !== undefined && id !== '' && Number(id) > after)
    .map(({ event, data: { latency_ms: _latency, ...data } }) => ({ event, data }));

/** Each comes when its upload has ended: in any order. */
const stored = (frames: readonly Frame[]) =>
  frames
    .filter(({ event }) => event === 'image.stored')
    .map(({ data: { id, key } }) => ({ id, key }))
    .toSorted((a, b) => String(a.id).localeCompare(String(b.id)));

describe.each(['url', 'both', 'base64'])('a resumed stream of images that were wanted as %s', (image_delivery) => {
  it.each(['before it is settled', 'once it is settled'])('goes on as it would have, %s', async (moment) => {
    const request = { input: 'A shore', background: true, image_delivery };
    const uncut = await readFrames(await world.stack.post('/api/responses/images/stream', request));
    expect(stored(uncut)).toHaveLength(2);
    expect(uncut.some(({ raw }) => raw.includes(String(items[0]?.result)))).toBe(image_delivery !== 'url');
    if (moment === 'once it is settled') {
      await world.objects.record(dueRecord(ID, { endpoint: 'stream-image', delivery: image_delivery }));
      expect(await poll(world.stack)).toMatchObject({ settled: 1 });
    }
    const keys = await world.objects.keys();
    expect(keys).toContain(moment === 'once it is settled' ? completedKeyOf(ID) : pendingKeyOf(ID));
    for (const after of [0, 1, 2, 3]) {
      const resumed = await resume(after);
      expect(numbered(resumed, -1)).toEqual(numbered(uncut, after));
      expect(stored(resumed)).toEqual(stored(uncut).slice(after === 0 ? 0 : after < 3 ? 1 : 2));
      expect(resumed.at(-1)?.event).toBe('response.completed');
    }
    expect(await world.objects.keys()).toEqual(keys);
  });
});

it.each<[string, () => S3Script | Promise<undefined>]>([
  ['refuses to tell', () => refuse(403, 'AccessDenied')],
  ['does not answer', forever],
])('goes on with the images themselves where S3 %s what was wanted', async (_what, before) => {
  await world.objects.record(dueRecord(ID, { endpoint: 'stream-image', delivery: 'url' }));
  world.gate.gate({ before });
  const resumed = await resume(0);
  expect(resumed.map(({ event }) => event)).toEqual(events.slice(1).map(({ type }) => type));
  expect(resumed[0]?.raw).toContain(items[0]?.result);
});
