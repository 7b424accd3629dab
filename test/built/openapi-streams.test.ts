import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { SCENARIOS } from '../../infra/local/openai/scenario-table.ts';
import { catalogue, unlistedEvents } from '../../lib/apis/responses/events/catalogue.ts';
import { type Frame, readFrames } from '../support/read-frames.ts';
import { type Stack, startStack } from '../support/stack.ts';
import { startUpstream, type Upstream, upstreamFrame } from '../support/upstream.ts';
import { framesOf, played as playedImage } from './image-calls.ts';
import { frameProblems } from './openapi-validator.ts';
import { type OpenapiWorld, startOpenapiWorld } from './openapi-world.ts';
import { CREATED, delta } from './played.ts';

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let world: OpenapiWorld;
/** Its S3 cannot be reached. */
let storeless: OpenapiWorld;

beforeAll(async () => {
  world = await startOpenapiWorld();
  storeless = await startOpenapiWorld({ S3_ENDPOINT: 'http://127.0.0.1:1' });
});
afterAll(() => Promise.all([world, storeless].map((part) => part.close())));

/** They refuse the request, or play an event that no document can know. */
const NO_STREAM = ['rate-limit', 'server-error', 'quota', 'image-moderation', 'unknown-event'];
const scenarios = Object.keys(SCENARIOS).filter((name) => !NO_STREAM.includes(name));

const seen = new Set<string | undefined>();

const problemsOf = (operationId: string, frames: readonly Frame[]) =>
  frames.flatMap((frame) => frameProblems(operationId, frame));

async function stream(to: OpenapiWorld, kind: 'text' | 'images', request: object): Promise<Frame[]> {
  const response = await to.stack.post(`/api/responses/${kind}/stream`, request);
  expect(response.status).toBe(200);
  const frames = await readFrames(response);
  for (const { event } of frames) seen.add(event);
  return frames;
}

describe('each frame is as its component says', () => {
  it.each(scenarios)('in stream-text, playing %s', async (scenario) => {
    const frames = await stream(world, 'text', { input: 'Grüße 👋', metadata: { scenario, pace: 'none' } });
    expect(problemsOf('stream-text', frames)).toEqual([]);
  });

  it.each([
    ['base64', 'image'],
    ['url', 'images'],
    ['both', 'image-refusal'],
    ['url', 'every-event'],
  ])('in stream-image with %s, playing %s', async (image_delivery, scenario) => {
    const frames = await stream(world, 'images', { ...playedImage(scenario), image_delivery, partial_images: 2 });
    expect(problemsOf('stream-image', frames)).toEqual([]);
  });

  it('where the store does not take an image', async () => {
    const frames = await stream(storeless, 'images', { ...playedImage('image'), image_delivery: 'url' });
    expect(framesOf(frames, 'image.store_failed')).toHaveLength(1);
    expect(problemsOf('stream-image', frames)).toEqual([]);
  });

  it('of every type that OpenAI sends, and of our own', () => {
    const types = [...Object.keys(catalogue), ...Object.keys(unlistedEvents), 'image.stored', 'image.store_failed'];
    // The stand-in has no reason to say that it is still there.
    expect(types.filter((type) => !seen.has(type))).toEqual(['keepalive']);
  });

  it('but one that nobody knows is no frame of the document', async () => {
    const frames = await stream(world, 'text', { input: 'x', metadata: { scenario: 'unknown-event', pace: 'none' } });
    expect(problemsOf('stream-text', frames)).toEqual([expect.stringContaining('documents no frame')]);
  });

  it('but image.stored is none of a stream of text', async () => {
    const frames = await stream(world, 'images', playedImage('image-small'));
    expect(problemsOf('stream-text', framesOf(frames, 'image.stored'))).toEqual([
      'stream-text documents no frame image.stored',
    ]);
  });

  it('but not where a field is missing or of another type', async () => {
    const frames = await stream(world, 'text', { input: 'x', metadata: { scenario: 'text', pace: 'none' } });
    const [frame] = framesOf(frames, 'response.output_text.delta') as [Frame];
    const { delta: _, ...without } = frame.data;
    expect(frameProblems('stream-text', { ...frame, data: without })).toHaveLength(1);
    expect(frameProblems('stream-text', { ...frame, data: { ...frame.data, output_index: '0' } })).toHaveLength(1);
    expect(frameProblems('stream-text', { ...frame, data: { ...frame.data, newer: true } })).toEqual([]);
  });
});

describe('the frame of a stream that is cut', () => {
  let upstream: Upstream;
  let stack: Stack;
  beforeAll(async () => {
    upstream = await startUpstream();
    stack = await startStack({ upstream: upstream.url });
  });
  afterAll(() => Promise.all([stack, upstream].map((part) => part.close())));

  it.each([
    [false, null],
    [true, { method: 'GET', path: '/api/responses/resp_1/stream?starting_after=1', starting_after: 1 }],
  ])('is as its component says, with background %s', async (background, resume) => {
    upstream.handle((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(upstreamFrame({ ...CREATED, response: { ...CREATED.response, background } } as typeof CREATED));
      response.end(upstreamFrame(delta(1, 'Once')));
    });
    const frames = await readFrames(await stack.post('/api/responses/text/stream', { input: 'x', background }));
    const end = frames.at(-1) as Frame;
    expect(end).toMatchObject({ event: 'error', data: { code: 'upstream_stream_truncated', resume } });
    expect(problemsOf('stream-text', [end])).toEqual([]);
  });
});
