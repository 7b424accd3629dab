import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type StandIn, startStandIn } from '../../infra/local/openai/server.ts';
import { type LocalS3, startLocalS3 } from '../../infra/local/s3/local-s3.ts';
import { type Stack, startStack } from '../support/stack.ts';
import {
  askImage,
  askImageStream,
  BUCKET,
  framesOf,
  played,
  resultsOf,
  storage,
  storedBytes,
  typesOf,
} from './image-calls.ts';

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let s3: LocalS3;
let standIn: StandIn;
let stack: Stack;

beforeAll(async () => {
  s3 = await startLocalS3({ bucket: BUCKET });
  standIn = await startStandIn({ now: Date.now });
  stack = await startStack({ upstream: `${standIn.url}/v1`, environment: storage(s3.url) });
});
afterAll(async () => {
  await stack.close();
  await standIn.close();
  await s3.close();
});

const FORMATS = [
  ['png', 'image/png', 'png', 'inline'],
  ['webp', 'image/webp', 'webp', 'inline'],
  ['jpeg', 'image/jpeg', 'jpg', 'inline'],
  ['gif', 'image/gif', 'gif', 'inline'],
  ['svg', 'image/svg+xml', 'svg', 'attachment'],
] as const;

const ENTRY_FIELDS = [
  ...['id', 'content_type', 'bytes', 'width', 'height', 'revised_prompt', 'size', 'quality', 'background'],
  ...['url', 'expires_at', 'key'],
];

describe.each(FORMATS)('an image of format %s', (format, contentType, extension, disposition) => {
  const request = { ...played('image'), image_format: format, image_quality: 'low' };

  it('is answered, kept and handed out under its URL, byte for byte', async () => {
    const before = Date.now();
    const { status, body } = await askImage(stack, request);
    expect(status).toBe(200);
    const [call] = body.output;
    const bytes = Buffer.from(String(call?.result), 'base64');
    expect(body.output_text).toBe(`data:${contentType};base64,${call?.result}`);
    expect(body.images).toHaveLength(1);
    const [entry] = body.images;
    expect(Object.keys(entry ?? {})).toEqual(ENTRY_FIELDS);
    expect(entry).toMatchObject({
      id: call?.id,
      content_type: contentType,
      bytes: bytes.length,
      width: 1024,
      height: 640,
      revised_prompt: call?.revised_prompt,
      size: '1024x640',
      quality: 'low',
      background: 'opaque',
      key: expect.stringMatching(new RegExp(`^images/\\d{4}/\\d\\d/\\d\\d/${body.id}/${call?.id}\\.${extension}$`)),
    });
    expect((await storedBytes(s3.url, entry?.key)).equals(bytes)).toBe(true);

    const lifeMs = Date.parse(entry?.expires_at ?? '') - before;
    expect(lifeMs).toBeGreaterThan(3_590_000);
    const opened = await fetch(entry?.url ?? '');
    expect(opened.status).toBe(200);
    expect(opened.headers.get('content-type')).toBe(contentType);
    expect(opened.headers.get('content-disposition')).toBe(`${disposition}; filename="${call?.id}.${extension}"`);
    expect(Buffer.from(await opened.arrayBuffer()).equals(bytes)).toBe(true);
  });

  it('is streamed and kept, byte for byte', async () => {
    const frames = await askImageStream(stack, request);
    const [stored] = framesOf(frames, 'image.stored');
    const bytes = Buffer.from(String(resultsOf(frames)[0]), 'base64');
    expect(Object.keys(stored?.data ?? {})).toEqual(ENTRY_FIELDS);
    expect(stored?.data).toMatchObject({ content_type: contentType, bytes: bytes.length, width: 1024, height: 640 });
    expect((await storedBytes(s3.url, String(stored?.data.key))).equals(bytes)).toBe(true);
  });
});

describe('image_delivery', () => {
  it('base64 answers without a URL; the image is kept all the same', async () => {
    const request = { ...played('image'), image_delivery: 'base64' };
    const { body } = await askImage(stack, request);
    expect(body.output_text).toMatch(/^data:image\/png;base64,iVBOR/);
    expect(body.images[0]).not.toHaveProperty('url');
    expect(body.images[0]).not.toHaveProperty('expires_at');
    expect(await storedBytes(s3.url, String(body.images[0]?.key))).toHaveLength(body.images[0]?.bytes ?? -1);
    const frames = await askImageStream(stack, request);
    expect(framesOf(frames, 'image.stored').map(({ data }) => 'url' in data)).toEqual([false]);
  });

  it.each(['both', undefined])('%s answers with base64 and the stored URL', async (delivery) => {
    const request = { ...played('image'), ...(delivery && { image_delivery: delivery }) };
    const { body } = await askImage(stack, request);
    expect(body.output_text).toMatch(/^data:image\/png;base64,iVBOR/);
    expect(body.output[0]?.result).toMatch(/^iVBOR/);
    expect(body.images[0]?.url).toContain(`/${BUCKET}/images/`);
    const frames = await askImageStream(stack, request);
    expect(resultsOf(frames)).toEqual([expect.stringMatching(/^iVBOR/)]);
    expect(framesOf(frames, 'image.stored')).toHaveLength(1);
  });

  it('url leaves base64 out of the whole answer, whose text is then the URL', async () => {
    const { body, text } = await askImage(stack, { ...played('image'), image_delivery: 'url' });
    expect(body.images).toHaveLength(1);
    expect(body.output_text).toBe(body.images[0]?.url);
    expect(body.output[0]).toMatchObject({ type: 'image_generation_call', status: 'completed' });
    expect(body.output[0]).not.toHaveProperty('result');
    expect(text).not.toMatch(/iVBOR|base64,|[A-Za-z0-9+/]{200}/);
    const opened = await fetch(body.output_text);
    expect(opened.headers.get('content-type')).toBe('image/png');
  });

  it('url leaves the base64 of the finished image out of every frame, and partial images in', async () => {
    const frames = await askImageStream(stack, { ...played('image'), image_delivery: 'url', partial_images: 2 });
    expect(resultsOf(frames)).toEqual([undefined]);
    const partial = framesOf(frames, 'response.image_generation_call.partial_image');
    expect(partial.map(({ data }) => data.partial_image_b64)).toEqual([
      expect.stringMatching(/^iVBOR/),
      expect.stringMatching(/^iVBOR/),
    ]);
    const others = frames.filter((frame) => !partial.includes(frame));
    expect(others.filter(({ raw }) => /iVBOR|[A-Za-z0-9+/]{200}/.test(raw))).toEqual([]);
    expect(framesOf(frames, 'image.stored')).toHaveLength(1);
  });
});

it('answers and keeps every image of a response', async () => {
  const { body } = await askImage(stack, played('images', { images: '3' }));
  const results = body.output.map(({ result }) => result).filter((result) => typeof result === 'string');
  expect(results).toHaveLength(3);
  expect(body.images.map(({ id }) => id)).toEqual(body.output.slice(0, 3).map(({ id }) => id));
  expect(body.output_text).toBe(`data:image/png;base64,${results[0]}`);
  for (const [index, { key }] of body.images.entries()) {
    expect((await storedBytes(s3.url, key)).toString('base64')).toBe(results[index]);
  }

  const frames = await askImageStream(stack, { ...played('images', { images: '3' }), image_delivery: 'url' });
  expect(
    framesOf(frames, 'image.stored')
      .map(({ data }) => data.id)
      .sort(),
  ).toEqual(
    framesOf(frames, 'response.output_item.done')
      .slice(0, 3)
      .map(({ data }) => (data.item as { id: string }).id)
      .sort(),
  );
  expect(typesOf(frames).at(-1)).toBe('response.completed');
});

it('passes an answer of 25 MB on whole, and keeps it', async () => {
  const bytes = 19_000_000;
  const request = played('image-big', { bytes: String(bytes) });
  const { body, text } = await askImage(stack, { ...request, image_delivery: 'base64' });
  expect(text.length).toBeGreaterThan(25_000_000);
  const image = Buffer.from(String(body.output[0]?.result), 'base64');
  expect(image.length).toBe(bytes);
  expect(body.output_text === `data:image/png;base64,${body.output[0]?.result}`).toBe(true);
  expect((await storedBytes(s3.url, body.images[0]?.key)).equals(image)).toBe(true);

  const frames = await askImageStream(stack, request);
  const streamed = Buffer.from(String(resultsOf(frames)[0]), 'base64');
  expect(streamed.equals(image)).toBe(true);
  const [stored] = framesOf(frames, 'image.stored');
  expect((await storedBytes(s3.url, String(stored?.data.key))).equals(image)).toBe(true);
  expect(typesOf(frames).at(-1)).toBe('response.completed');
});

it.each([
  ['image-text', 'rather describe it'],
  ['image-refusal', "can't draw that"],
])('answers 200 where the model answers in words: %s', async (scenario, words) => {
  const { status, body, text } = await askImage(stack, { ...played(scenario), image_delivery: 'url' });
  expect(status).toBe(200);
  expect(body.images).toEqual([]);
  expect(text).toContain(words);
  const frames = await askImageStream(stack, { ...played(scenario), image_delivery: 'url' });
  expect(framesOf(frames, 'image.stored')).toEqual([]);
  expect(typesOf(frames).at(-1)).toBe('response.completed');
  expect(frames.map(({ raw }) => raw).join()).toContain(words);
});

it('hands out fresh URLs of what create-image has kept', async () => {
  const { body } = await askImage(stack, { ...played('images', { images: '2' }), image_delivery: 'url' });
  const response = await fetch(`${stack.url}/api/responses/${body.id}/images`);
  const fresh = (await response.json()) as { images: { id: string; key: string; url: string; width: number }[] };
  expect(fresh.images.map(({ key }) => key).sort()).toEqual(body.images.map(({ key }) => key).sort());
  for (const { url, key } of fresh.images) {
    const opened = await fetch(url);
    expect([opened.status, opened.headers.get('content-type')]).toEqual([200, 'image/png']);
    expect(Buffer.from(await opened.arrayBuffer()).equals(await storedBytes(s3.url, key))).toBe(true);
  }
});

it("estimates an image's cost, and names none where OpenAI keeps its tokens to itself", async () => {
  const cost = async (scenario: string) =>
    (await askImage(stack, played(scenario))).headers.get('x-estimated-cost-usd');
  expect(Number(await cost('image'))).toBeGreaterThan(0);
  expect(await cost('image-no-usage')).toBeNull();
});

it("keeps OpenAI's status of a picture that its moderation stops", async () => {
  for (const delivery of ['both', 'url']) {
    const reply = await askImage(stack, { ...played('image-moderation'), image_delivery: delivery });
    expect(reply).toMatchObject({ status: 400, body: { error_code: 'moderation_blocked', hint: expect.any(String) } });
  }
  await expect(askImageStream(stack, played('image-moderation'))).rejects.toThrow(/^400: .*moderation_blocked/);
});
