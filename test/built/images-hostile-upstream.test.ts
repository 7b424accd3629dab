import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type FakeS3, startFakeS3 } from '../support/fake-s3.ts';
import { type Picture, pictures } from '../support/pictures.ts';
import { type Stack, startStack } from '../support/stack.ts';
import { startUpstream, type Upstream, upstreamFrame } from '../support/upstream.ts';
import { askImage, askImageStream, framesOf, resultsOf, storage, typesOf } from './image-calls.ts';
import { imageEvents, imageItem, playImages } from './image-upstream.ts';

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const [png] = (await pictures()) as [Picture];
const result = png.bytes.toString('base64');

let upstream: Upstream;
let s3: FakeS3;
let stack: Stack;

beforeAll(async () => {
  upstream = await startUpstream();
  s3 = await startFakeS3((_request, response) => void response.writeHead(200).end());
  stack = await startStack({ upstream: upstream.url, environment: storage(s3.url) });
});
afterAll(() => Promise.all([stack, upstream, s3].map((part) => part.close())));

const HOSTILE = [
  ['a path', '../../../secret'],
  ['an encoded path', '..%2f..%2fsecret'],
  ['line breaks', 'ig_1\r\nx-amz-acl: public-read'],
  ['quotes', 'ig_1"; filename="evil.html'],
  ['600 characters', 'i'.repeat(600)],
  ['nothing', ''],
  ['other scripts', 'изображение'],
] as const;

describe.each(HOSTILE)('an id of %s', (_name, id) => {
  it.each([
    ['image', [imageItem(id, png.bytes)], undefined],
    ['response', [imageItem('ig_1', png.bytes)], id],
  ] as const)('of the %s never reaches a key, and loses no image', async (_whose, items, responseId) => {
    upstream.handle(playImages(items, responseId));
    const before = s3.requests.length;
    const { status, body } = await askImage(stack, { image_delivery: 'url' });
    expect(status).toBe(200);
    expect(body.images).toMatchObject([{ id: items[0]?.id, error: { code: 'image_store_failed' } }]);
    expect(body.images[0]).not.toHaveProperty('key');
    expect(body.output[0]?.result).toBe(result);
    expect(body.output_text).toBe(`data:image/png;base64,${result}`);

    const frames = await askImageStream(stack, { image_delivery: 'url' });
    expect(typesOf(frames).at(-1)).toBe('response.completed');
    expect(framesOf(frames, 'image.stored')).toEqual([]);
    expect(framesOf(frames, 'image.store_failed').map(({ data }) => data)).toMatchObject([
      { id: items[0]?.id, code: 'image_store_failed', result },
    ]);
    expect(s3.requests.slice(before)).toEqual([]);
  });
});

it('tells of two images of one id apart', async () => {
  upstream.handle(playImages([imageItem('', png.bytes), imageItem('', Buffer.from('another'))]));
  const frames = await askImageStream(stack, { image_delivery: 'url' });
  expect(framesOf(frames, 'image.store_failed').map(({ data }) => data.result)).toEqual([
    result,
    Buffer.from('another').toString('base64'),
  ]);
});

it('keeps what is no image under a type of its own', async () => {
  upstream.handle(playImages([imageItem('ig_1', Buffer.from('neither an image nor anything else'))]));
  const { body } = await askImage(stack, {});
  expect(body.images).toMatchObject([
    { content_type: 'application/octet-stream', width: null, height: null, key: expect.stringMatching(/ig_1\.bin$/) },
  ]);
});

it('takes the type from the bytes, not from what was asked for', async () => {
  upstream.handle(playImages([imageItem('ig_1', png.bytes, { output_format: 'webp' })]));
  const { body } = await askImage(stack, { image_format: 'webp' });
  expect(body.output_text).toMatch(/^data:image\/png;base64,/);
  expect(body.images).toMatchObject([{ content_type: 'image/png', key: expect.stringMatching(/ig_1\.png$/) }]);
});

it('leaves a call without a result alone', async () => {
  upstream.handle(playImages([imageItem('ig_1', png.bytes, { result: null, status: 'failed' })]));
  const { body } = await askImage(stack, { image_delivery: 'url' });
  expect([body.images, body.output_text]).toEqual([[], 'Hello']);
  const frames = await askImageStream(stack, {});
  expect(typesOf(frames).filter((type) => type?.startsWith('image.'))).toEqual([]);
});

it.each([
  ['fields in another order', (event: object) => JSON.stringify(Object.fromEntries(Object.entries(event).reverse()))],
  ['spaces', (event: object) => JSON.stringify(event, null, 1).replaceAll('\n', ' ')],
])('keeps the image of an event with %s', async (_name, text) => {
  const events = imageEvents([imageItem('ig_1', png.bytes)]);
  upstream.handle((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.end(events.map((event) => `data: ${text(event)}\n\n`).join(''));
  });
  const frames = await askImageStream(stack, { image_delivery: 'url' });
  expect(resultsOf(frames)).toEqual([undefined]);
  expect(framesOf(frames, 'image.stored')).toHaveLength(1);
});

it('answers 502 where the answer breaks off', async () => {
  const whole = upstreamFrame({ type: 'x' });
  upstream.handle((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
    response.write(whole, () => response.socket?.destroySoon());
  });
  const { status, body } = await askImage(stack, {});
  expect([status, body.error_code]).toEqual([502, 'upstream_connection_lost']);
});
