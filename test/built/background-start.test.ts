import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { frames, readFrames } from '../support/read-frames.ts';
import { startStack } from '../support/stack.ts';
import { playJson, upstreamFrame } from '../support/upstream.ts';
import { backgroundResponse, pendingKeyOf, STARTING } from './background-calls.ts';
import {
  backgroundEvents,
  EVENT_TYPES,
  holdBack,
  openStream,
  playBackground,
  queued,
  recorded,
} from './background-upstream.ts';
import { type BackgroundWorld, startBackgroundWorld } from './background-world.ts';

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const request = { input: 'A shore', background: true };
let world: BackgroundWorld;

beforeAll(async () => {
  world = await startBackgroundWorld();
});
afterAll(() => world.close());
beforeEach(() => world.reset());

describe('a background request to', () => {
  it.each([
    ['create-text', '/api/responses/text', {}, null],
    ['create-image', '/api/responses/images', {}, 'both'],
    ['create-image', '/api/responses/images', { image_delivery: 'url' }, 'url'],
  ])('%s is answered with 202, the queued response and where it will be', async (endpoint, path, fields, delivery) => {
    const id = 'resp_json';
    const before = Date.now();
    world.upstream.handle(playBackground(id));
    const include = ['reasoning.encrypted_content'];
    const response = await world.stack.post(path, { ...request, ...fields, include });
    const record = await world.objects.json(pendingKeyOf(id));
    expect(response.status).toBe(202);
    expect(response.headers.get('location')).toBe(`/api/responses/${id}`);
    expect(response.headers.has('x-request-warnings')).toBe(false);
    const { created_at: createdAt, ...rest } = backgroundResponse(id, 'queued');
    const body = (await response.json()) as { created_at: number };
    expect(body).toMatchObject({ ...rest, output_text: '' });
    expect(world.upstream.requests.at(-1)?.json()).toMatchObject({ background: true, store: true, stream: false });
    expect(record).toEqual({
      id,
      kind: 'response',
      endpoint,
      model: rest.model,
      created_at: new Date(body.created_at * 1000).toISOString(),
      next_poll_at: expect.any(String),
      attempts: 0,
      delivery,
      include,
    });
    expect(body.created_at).toBeLessThanOrEqual(createdAt);
    const firstPoll = Date.parse(String(record?.next_poll_at));
    expect(firstPoll).toBeGreaterThanOrEqual(before + 4000);
    expect(firstPoll).toBeLessThanOrEqual(Date.now() + 5000);
    expect(await world.objects.keys()).toEqual([pendingKeyOf(id)]);
  });

  it.each([
    ['stream-text', '/api/responses/text/stream', {}, null],
    ['stream-image', '/api/responses/images/stream', { image_delivery: 'base64' }, 'base64'],
  ])('%s is recorded by its first frame, and streamed as always', async (endpoint, path, fields, delivery) => {
    const id = 'resp_stream';
    const seen = recorded(world.gate, id);
    world.upstream.handle(
      openStream(upstreamFrame(queued(id)), async (_incoming, response) => {
        await seen;
        response.end(backgroundEvents(id).slice(1).map(upstreamFrame).join(''));
      }),
    );
    const response = await world.stack.post(path, { ...request, ...fields });
    expect(response.status).toBe(200);
    const types: unknown[] = [];
    let record: unknown;
    for await (const frame of frames(response)) {
      if (types.push(frame.event) === 1) record = await world.objects.json(pendingKeyOf(id));
    }
    expect(types).toEqual(EVENT_TYPES);
    expect(record).toMatchObject({ id, endpoint, attempts: 0, delivery, include: [] });
    expect(world.upstream.requests.at(-1)?.json()).toMatchObject({ background: true, store: true, stream: true });
  });

  it.each(STARTING)('%s has no answer while S3 has not taken the record', async (_name, path) => {
    const id = 'resp_gated';
    const { reached, release } = holdBack(world.gate);
    world.upstream.handle(playBackground(id));
    let answered = false;
    const answer = world.stack.post(path, request).finally(() => {
      answered = true;
    });
    await reached;
    // A whole other request, a new process and all, takes longer than an answer that does not wait would.
    world.upstream.handle(playJson(backgroundResponse('resp_other', 'completed')));
    expect((await world.stack.post('/api/responses/text', { input: 'Hello' })).status).toBe(200);
    expect([answered, await world.objects.keys()]).toEqual([false, []]);
    release();
    await (await answer).text();
    expect(await world.objects.keys()).toEqual([pendingKeyOf(id)]);
  });

  it.each(STARTING)('%s that is no background one leaves no record', async (_name, path, streams) => {
    world.upstream.handle(playBackground('resp_foreground'));
    const response = await world.stack.post(path, { input: 'A shore' });
    await response.text();
    expect([response.status, response.headers.has('location')]).toEqual([200, false]);
    expect(world.upstream.requests.at(-1)?.json()).toMatchObject({ store: false, stream: streams });
    expect(await world.objects.keys()).toEqual([]);
  });
});

describe('without STORAGE_BUCKET', () => {
  it.each(STARTING)('%s answers all the same, with a warning', async (_name, path, streams) => {
    const bucketless = await startStack({ upstream: world.upstream.url });
    try {
      world.upstream.handle(playBackground('resp_unfollowed'));
      const response = await bucketless.post(path, request);
      expect(response.status).toBe(streams ? 200 : 202);
      expect(response.headers.get('x-request-warnings')).toContain('STORAGE_BUCKET');
      if (streams) expect((await readFrames(response)).map(({ event: type }) => type)).toEqual(EVENT_TYPES);
      else expect(await response.json()).toMatchObject({ id: 'resp_unfollowed', status: 'queued', output_text: '' });
      expect(await bucketless.logged('background responses are not followed')).toMatchObject({
        line: expect.stringContaining('"level":"WARN"'),
      });
    } finally {
      await bucketless.close();
    }
  });
});
