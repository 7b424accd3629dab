import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type LocalS3, startLocalS3 } from '../../infra/local/s3/local-s3.ts';
import { type Picture, pictures } from '../support/pictures.ts';
import { type Stack, startStack } from '../support/stack.ts';
import { playEvents, startUpstream, type Upstream } from '../support/upstream.ts';
import { askImage, askImageStream, BUCKET, framesOf, resultsOf, storage, storedBytes } from './image-calls.ts';
import { imageEvents, imageItem, playImages } from './image-upstream.ts';

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const small = ((await pictures()) as [Picture])[0].bytes;
/** Noise does not compress: more than what is read as a whole. */
const large = await sharp({
  create: {
    width: 400,
    height: 400,
    channels: 3,
    background: '#888',
    noise: { type: 'gaussian', mean: 128, sigma: 60 },
  },
})
  .png()
  .toBuffer();
const uriOf = (bytes: Buffer) => `data:image/png;base64,${bytes.toString('base64')}`;

let upstream: Upstream;
let s3: LocalS3;
let stack: Stack;

beforeAll(async () => {
  upstream = await startUpstream();
  s3 = await startLocalS3({ bucket: BUCKET });
  stack = await startStack({ upstream: upstream.url, environment: storage(s3.url) });
});
afterAll(() => Promise.all([stack, upstream, s3].map((part) => part.close())));

describe.each([
  ['small', small],
  ['large', large],
])('a result that is a data URI, of a %s image', (_size, bytes) => {
  const item = imageItem('ig_1', bytes, { result: uriOf(bytes) });

  it.each(['both', 'url', 'base64'])('is its image in an answer with %s', async (image_delivery) => {
    upstream.handle(playImages([item]));
    const { status, body } = await askImage(stack, { image_delivery });
    expect(status).toBe(200);
    expect(body.images).toMatchObject([{ id: 'ig_1', content_type: 'image/png', bytes: bytes.length }]);
    expect(body.images[0]?.width).toBeGreaterThan(0);
    expect(await storedBytes(s3.url, body.images[0]?.key)).toEqual(bytes);
    if (image_delivery === 'url') expect(body.output_text).toBe(body.images[0]?.url);
    else expect(body.output_text).toBe(uriOf(bytes));
    expect(body.output[0]?.result).toBe(image_delivery === 'url' ? undefined : uriOf(bytes));
  });

  it.each(['both', 'url'])('is its image in a stream with %s', async (image_delivery) => {
    upstream.handle(playImages([item]));
    const frames = await askImageStream(stack, { image_delivery });
    const [stored] = framesOf(frames, 'image.stored');
    expect(stored?.data).toMatchObject({ id: 'ig_1', content_type: 'image/png', bytes: bytes.length });
    expect(await storedBytes(s3.url, `${stored?.data.key}`)).toEqual(bytes);
    expect(resultsOf(frames)).toEqual([image_delivery === 'url' ? undefined : uriOf(bytes)]);
  });

  it('says what a partial image is', async () => {
    const [created, ...rest] = imageEvents([item]);
    const partial = {
      type: 'response.image_generation_call.partial_image',
      sequence_number: 1,
      item_id: 'ig_1',
      output_index: 0,
      partial_image_index: 0,
      partial_image_b64: uriOf(bytes).replace('image/png', 'image/webp'),
    };
    upstream.handle(playEvents([created, partial, ...rest] as readonly { readonly type: string }[]));
    const [frame] = framesOf(await askImageStream(stack, {}), partial.type);
    expect(frame?.data).toMatchObject({ content_type: 'image/webp', partial_image_b64: partial.partial_image_b64 });
  });
});
