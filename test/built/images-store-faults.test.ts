import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type LocalS3, startLocalS3 } from '../../infra/local/s3/local-s3.ts';
import { endpointNamed } from '../../lib/endpoints/endpoint-named.ts';
import { type FakeS3, refuse, type S3Script, startFakeS3 } from '../support/fake-s3.ts';
import { type Picture, pictures } from '../support/pictures.ts';
import { frames, readFrames } from '../support/read-frames.ts';
import { type Stack, startStack } from '../support/stack.ts';
import { startUpstream, type Upstream, upstreamFrame } from '../support/upstream.ts';
import {
  askImage,
  askImageStream,
  framesOf,
  IMAGES_STREAM_PATH,
  resultsOf,
  storage,
  storedBytes,
  typesOf,
} from './image-calls.ts';
import { imageEvents, imageItem, playImages } from './image-upstream.ts';
import { CREATED, completed, delta, playStream } from './played.ts';

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const TIMEOUT_SECONDS = 4;
const [png] = (await pictures()) as [Picture];
const result = png.bytes.toString('base64');
const take: S3Script = (_request, response) => void response.writeHead(200).end();
const never: S3Script = () => {};

let upstream: Upstream;
let fake: FakeS3;
let s3: LocalS3;
let script: S3Script;
/** Its S3 does as `script` says. */
let faulty: Stack;
let down: Stack;
let missing: Stack;
let bucketless: Stack;
let kept: Stack;

beforeAll(async () => {
  upstream = await startUpstream();
  fake = await startFakeS3((request, response) => script(request, response));
  s3 = await startLocalS3({ bucket: 'images-test' });
  const gone = await startFakeS3(never);
  await gone.close();
  const start = (environment: Record<string, string>, options = {}) =>
    startStack({ upstream: upstream.url, environment, ...options });
  const endpoints = (['create-image', 'stream-image'] as const).map((name) => ({
    ...endpointNamed(name),
    timeoutSeconds: TIMEOUT_SECONDS,
  }));
  faulty = await start(storage(fake.url), { endpoints });
  down = await start(storage(gone.url));
  missing = await start(storage(s3.url, 'no-such-bucket'));
  kept = await start(storage(s3.url));
  bucketless = await start({});
});
afterAll(() => Promise.all([faulty, down, missing, kept, bucketless, upstream, fake, s3].map((part) => part.close())));
beforeEach(() => {
  script = take;
  upstream.handle(playImages([imageItem('ig_1', png.bytes)]));
});

describe.each([
  ['is down', () => down, never, 'image_store_failed', 'network path'],
  [
    'breaks every connection',
    () => faulty,
    (request) => request.socket.destroy(),
    'image_store_failed',
    'network path',
  ],
  ['fails', () => faulty, refuse(500, 'InternalError'), 'image_store_failed', 'base64'],
  ['refuses', () => faulty, refuse(403, 'AccessDenied'), 'image_store_denied', 's3:PutObject'],
  ['has no such bucket', () => missing, never, 'image_store_missing', 'STORAGE_BUCKET'],
  ['does not answer in time', () => faulty, never, 'image_store_failed', ''],
] as [string, () => Stack, S3Script, string, string][])('where S3 %s', (_name, stack, act, code, hint) => {
  const error = { code, message: expect.any(String), hint: expect.stringContaining(hint) };

  it.each(['url', 'both', 'base64'])('delivers base64 for image_delivery %s', async (delivery) => {
    script = act;
    const { status, body } = await askImage(stack(), { image_delivery: delivery });
    expect(status).toBe(200);
    expect(body.output[0]).toMatchObject({ type: 'image_generation_call', result });
    expect(body.output_text).toBe(`data:image/png;base64,${result}`);
    expect(body.images).toHaveLength(1);
    const [entry] = body.images;
    expect(entry).toMatchObject({ id: 'ig_1', content_type: 'image/png', bytes: png.bytes.length, error });
    expect(entry).not.toHaveProperty('url');
    expect(entry).not.toHaveProperty('key');
  });

  it.each(['url', 'both'])('says so in a frame, and completes the stream, for image_delivery %s', async (delivery) => {
    script = act;
    const all = await askImageStream(stack(), { image_delivery: delivery });
    expect(typesOf(all)).toEqual([
      'response.created',
      'response.output_item.done',
      'response.output_text.delta',
      'image.store_failed',
      'response.completed',
    ]);
    const [failed] = framesOf(all, 'image.store_failed');
    expect(failed?.data).toMatchObject({ id: 'ig_1', ...error });
    const delivered = delivery === 'url' ? failed?.data.result : resultsOf(all)[0];
    expect(delivered).toBe(result);
  });
});

it('holds no frame but the last back while S3 is slow', async () => {
  const asked = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  script = (request, response) => {
    asked.resolve();
    release.promise.then(() => take(request, response));
  };
  const response = await faulty.post(IMAGES_STREAM_PATH, { input: 'A shore' });
  const seen: (string | undefined)[] = [];
  for await (const { event } of frames(response)) {
    seen.push(event);
    if (event !== 'response.output_text.delta') continue;
    // S3 has the request and has not answered: all that came before the end is here.
    await asked.promise;
    release.resolve();
  }
  expect(seen).toEqual([
    'response.created',
    'response.output_item.done',
    'response.output_text.delta',
    'image.stored',
    'response.completed',
  ]);
});

it('tells of an image that is stored while the stream goes on at once', async () => {
  upstream.handle(
    playStream((_request, response) => {
      const [, done] = imageEvents([imageItem('ig_1', png.bytes)]);
      response.write(upstreamFrame(done ?? CREATED));
      goOn.promise.then(() => response.end(upstreamFrame(delta(2, 'Hello')) + upstreamFrame(completed(3))));
    }),
  );
  const goOn = Promise.withResolvers<void>();
  const response = await kept.post(IMAGES_STREAM_PATH, { input: 'A shore' });
  const seen: (string | undefined)[] = [];
  for await (const { event } of frames(response)) {
    seen.push(event);
    if (event === 'image.stored') goOn.resolve();
  }
  expect(seen.slice(1)).toEqual([
    'response.output_item.done',
    'image.stored',
    'response.output_text.delta',
    'response.completed',
  ]);
});

describe.each([
  ['ends early', 'upstream_stream_truncated', (end) => end()],
  ['is cut', 'upstream_connection_lost', (_end, cut) => cut()],
] as [string, string, (end: () => void, cut: () => void) => void][])('an upstream that %s', (_name, code, stop) => {
  it.each(['url', 'both'])('after an image still has it kept, and is told of once, with %s', async (delivery) => {
    upstream.handle(
      playStream((_request, response) => {
        const [, done] = imageEvents([imageItem('ig_1', png.bytes)]);
        response.write(upstreamFrame(done ?? CREATED), () =>
          stop(
            () => response.end(),
            () => response.socket?.destroySoon(),
          ),
        );
      }),
    );
    const all = await askImageStream(kept, { image_delivery: delivery });
    expect(typesOf(all)).toEqual(['response.created', 'response.output_item.done', 'image.stored', 'error']);
    expect(all.at(-1)?.data.code).toBe(code);
    const [stored] = framesOf(all, 'image.stored');
    expect((await storedBytes(s3.url, String(stored?.data.key))).equals(png.bytes)).toBe(true);
  });
});

it('delivers the image and one error where the time is up before both S3 and the upstream', async () => {
  script = never;
  upstream.handle(
    playStream((_request, response) => {
      const [, done] = imageEvents([imageItem('ig_1', png.bytes)]);
      response.write(upstreamFrame(done ?? CREATED));
    }),
  );
  const all = await askImageStream(faulty, { image_delivery: 'url' });
  expect(typesOf(all).slice(1)).toEqual(['response.output_item.done', 'image.store_failed', 'error']);
  expect(framesOf(all, 'image.store_failed')[0]?.data.result).toBe(result);
  expect(all.at(-1)?.data.code).toBe('function_timeout');
});

it('delivers a large image whole that S3 refuses', async () => {
  script = refuse(403, 'AccessDenied');
  const large = randomBytes(3_000_001);
  upstream.handle(playImages([imageItem('ig_1', large), imageItem('ig_2', png.bytes)]));
  const { body } = await askImage(faulty, { image_delivery: 'url' });
  expect(body.output[0]?.result === large.toString('base64')).toBe(true);
  expect(body.output_text.length).toBe(`data:application/octet-stream;base64,${large.toString('base64')}`.length);
  const all = await askImageStream(faulty, { image_delivery: 'url' });
  const failed = framesOf(all, 'image.store_failed').map(({ data }) => [data.id, data.result]);
  const expected = [
    ['ig_1', large.toString('base64')],
    ['ig_2', result],
  ];
  expect(JSON.stringify(failed.sort()) === JSON.stringify(expected)).toBe(true);
});

it('keeps the images that S3 takes, and delivers the one that it does not', async () => {
  upstream.handle(playImages([imageItem('ig_1', png.bytes), imageItem('ig_2', png.bytes)]));
  script = (request, response) =>
    request.url?.includes('ig_2') ? refuse(403, 'AccessDenied')(request, response) : take(request, response);
  const { body } = await askImage(faulty, { image_delivery: 'url' });
  expect(body.images).toMatchObject([
    { id: 'ig_1', url: expect.any(String) },
    { id: 'ig_2', error: {} },
  ]);
  expect(body.output_text).toBe(body.images[0]?.url);
  expect(body.output.map((item) => item.result)).toEqual([undefined, result, undefined]);

  const all = await askImageStream(faulty, { image_delivery: 'url' });
  expect(resultsOf(all)).toEqual([undefined, undefined]);
  expect(framesOf(all, 'image.stored').map(({ data }) => data.id)).toEqual(['ig_1']);
  expect(framesOf(all, 'image.store_failed').map(({ data }) => [data.id, data.result])).toEqual([['ig_2', result]]);
});

it('returns images inline where there is no bucket, and says so once in the log', async () => {
  for (const delivery of ['url', 'both']) {
    const { body } = await askImage(bucketless, { image_delivery: delivery });
    expect(body.output_text).toBe(`data:image/png;base64,${result}`);
    expect(body.output[0]?.result).toBe(result);
    expect(body.images).toMatchObject([{ id: 'ig_1', width: 48, height: 32 }]);
    for (const field of ['url', 'key', 'expires_at', 'error']) expect(body.images[0]).not.toHaveProperty(field);
    const response = await bucketless.post(IMAGES_STREAM_PATH, { input: 'A shore', image_delivery: delivery });
    const all = await readFrames(response);
    expect(resultsOf(all)).toEqual([result]);
    expect(all.filter(({ event }) => event?.startsWith('image.'))).toEqual([]);
  }
  // One for each function's process.
  expect(bucketless.logs.filter(({ line }) => line.includes('STORAGE_BUCKET is not set'))).toHaveLength(2);
});
