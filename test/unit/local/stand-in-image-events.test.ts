import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WireEvent } from '../../../infra/local/openai/events.ts';
import { PACES } from '../../../infra/local/openai/pace.ts';
import { type StandIn, startStandIn } from '../../../infra/local/openai/server.ts';
import { answerOf, eventsOf, type ImageEvent, imageRequest, picturesOf, post } from './stand-in-image-fixtures.ts';

let standIn: StandIn;
beforeAll(async () => {
  standIn = await startStandIn();
});
afterAll(() => standIn.close());

const CALL = 'response.image_generation_call';
const partialsIn = (events: ImageEvent[]) => events.filter(({ type }) => type === `${CALL}.partial_image`);
const decoded = (base64 = '') => Buffer.from(base64, 'base64');

/** How far two pictures of the same size are apart, on average over their pixels. */
async function distance(one: Buffer, other: Buffer): Promise<number> {
  const [a, b] = await Promise.all([one, other].map((picture) => sharp(picture).greyscale().raw().toBuffer()));
  if (a === undefined || b?.length !== a.length) throw new Error('pictures of different sizes');
  return a.reduce((sum, value, index) => sum + Math.abs(value - (b[index] ?? 0)), 0) / a.length;
}

describe('the events of a picture', () => {
  it.each([0, 1, 3])("come in OpenAI's order, with %i partial images", async (partial_images) => {
    const events = await eventsOf(standIn.url, imageRequest({ partial_images }));
    expect(events.map(({ type }) => type)).toEqual([
      'response.created',
      'response.in_progress',
      'response.output_item.added',
      `${CALL}.in_progress`,
      `${CALL}.generating`,
      ...Array.from({ length: partial_images }, () => `${CALL}.partial_image`),
      `${CALL}.completed`,
      'response.output_item.done',
      'response.output_item.added',
      'response.content_part.added',
      'response.output_text.done',
      'response.content_part.done',
      'response.output_item.done',
      'response.completed',
    ]);
    const done = events.find(({ type, item }) => type === 'response.output_item.done' && item?.result)?.item;
    expect(events.at(-1)?.response?.output[0]).toEqual(done);
    const { output_tokens = 0 } = events.at(-1)?.response?.tool_usage?.image_gen ?? {};
    expect(output_tokens).toBe(11 + partial_images * 100);
  });

  it.each(['png', 'webp', 'jpeg', 'svg'])('show it in %s, nearer to it from one to the next', async (output_format) => {
    const size = '512x320';
    const events = await eventsOf(
      standIn.url,
      imageRequest({ partial_images: 3, output_format, size, quality: 'max' }),
    );
    const partials = partialsIn(events);
    expect(partials.map(({ partial_image_index: index }) => index)).toEqual([0, 1, 2]);
    expect(partials[0]).toMatchObject({ output_format, size, quality: 'max', background: 'opaque' });
    const last = events.find(({ type, item }) => type === 'response.output_item.done' && item?.result)?.item?.result;
    const pictures = [...partials.map(({ partial_image_b64 }) => partial_image_b64), last ?? ''].map(decoded);
    for (const picture of pictures) {
      expect(await sharp(picture).metadata()).toMatchObject({ format: output_format, width: 512, height: 320 });
    }
    const [first = 0, second = 0, third = 0, none] = await Promise.all(
      pictures.map((picture) => distance(picture, decoded(last ?? ''))),
    );
    expect(first).toBeGreaterThan(second * 1.2);
    expect(second).toBeGreaterThan(third * 1.2);
    expect(third).toBeGreaterThan(0);
    expect(none).toBe(0);
  });

  it('reach the reader before the picture is drawn', async () => {
    const response = await post(standIn.url, { ...imageRequest({ size: '3840x2160' }), stream: true });
    const reader = response.body?.getReader();
    const first = new TextDecoder().decode((await reader?.read())?.value);
    expect(first).toContain(`${CALL}.generating`);
    expect(first).not.toContain('response.output_item.done');
    await reader?.cancel();
  });
});

describe('the realistic pace', () => {
  it.each([
    [0, [2000]],
    [1, [500, 1500]],
    [3, [500, 500, 500, 500]],
  ])('spreads %i partial images over the two seconds that a picture takes', (partials, waits) => {
    const pace = PACES.realistic(() => 0);
    const types = [...Array.from({ length: partials }, () => 'partial_image'), 'completed'];
    const play = () => types.map((type) => pace({ type: `${CALL}.${type}`, sequence_number: 5 } as WireEvent));
    expect(play()).toEqual(waits);
    expect(play()).toEqual(waits);
  });
});

describe.each([
  ['whole', (body: object) => answerOf(standIn.url, body)],
  [
    'streamed',
    async (body: object) => (await eventsOf(standIn.url, body)).at(-1)?.response ?? { output: [], tools: [] },
  ],
])('answered %s', (_how, answer) => {
  it.each([
    [{}, 4],
    [{ images: '2' }, 2],
    [{ images: 'many' }, 4],
  ])('images with %j draws as many different pictures as that says', async (metadata, count) => {
    const pictures = picturesOf(await answer(imageRequest({}, { scenario: 'images', ...metadata })));
    expect(new Set(pictures.map((picture) => picture.toString('base64'))).size).toBe(count);
    expect(pictures).toHaveLength(count);
  });

  it.each([
    [{}, 15_000_000],
    [{ bytes: '1234567' }, 1_234_567],
    [{ bytes: '5000' }, 5000],
    [{ bytes: '1' }, 4096],
  ])('image-big with %j is a PNG of %i bytes', async (metadata, bytes) => {
    const response = await answer(imageRequest({}, { scenario: 'image-big', ...metadata }));
    const [picture] = picturesOf(response);
    expect(picture?.length).toBe(bytes);
    const { width, height } = await sharp(picture).metadata();
    expect(response.output[0]?.size).toBe(`${width}x${height}`);
    await sharp(picture).stats();
  });

  it('image-small is a small PNG, whatever is asked for', async () => {
    const [picture] = picturesOf(await answer(imageRequest({ output_format: 'webp' }, { scenario: 'image-small' })));
    expect(await sharp(picture).metadata()).toMatchObject({ format: 'png', width: 48, height: 32 });
  });

  it.each([
    ['image-text', 'output_text'],
    ['image-refusal', 'refusal'],
  ])('%s holds a message and no picture', async (scenario, type) => {
    const { output } = await answer(imageRequest({}, { scenario }));
    expect(output).toEqual([
      expect.objectContaining({ type: 'message', content: [expect.objectContaining({ type })] }),
    ]);
  });

  it("draws where the request insists on it, whatever tools stand before OpenAI's", async () => {
    const { tools, ...request } = imageRequest();
    const others = [{ type: 'function', name: 'f', parameters: {}, strict: false }, { type: 'web_search' }];
    const forced = { ...request, tools: [...others, ...tools], tool_choice: { type: 'image_generation' } };
    expect(picturesOf(await answer(forced))).toHaveLength(1);
  });
});

it('image-moderation is refused before anything is drawn, streamed or not', async () => {
  for (const stream of [false, true]) {
    const response = await post(standIn.url, { ...imageRequest({}, { scenario: 'image-moderation' }), stream });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: 'moderation_blocked' } });
  }
});
