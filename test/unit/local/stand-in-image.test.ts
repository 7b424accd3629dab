import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type StandIn, startStandIn } from '../../../infra/local/openai/server.ts';
import { estimateResponseCost } from '../../../lib/usage/cost.ts';
import { answerOf, eventsOf, imageRequest, picturesOf, post } from './stand-in-image-fixtures.ts';

const now = Date.parse('2026-11-22T12:00:00Z');

let standIn: StandIn;
beforeAll(async () => {
  standIn = await startStandIn({ now: () => now });
});
afterAll(() => standIn.close());

const draw = async (tool: object, metadata?: object): Promise<Buffer> => {
  const [picture] = picturesOf(await answerOf(standIn.url, imageRequest(tool, metadata)));
  return picture ?? Buffer.alloc(0);
};

describe('a picture', () => {
  it.each(['png', 'webp', 'jpeg', 'gif', 'svg'])('is a real %s of the size asked for', async (format) => {
    const metadata = await sharp(await draw({ output_format: format, size: '320x192' })).metadata();
    expect(metadata).toMatchObject({ format, width: 320, height: 192 });
  });

  it.each([{ size: 'auto' }, { size: undefined }])('is chosen a size where that is $size', async ({ size }) => {
    expect(await sharp(await draw({ size })).metadata()).toMatchObject({ width: 1024, height: 1024 });
  });

  it.each([
    ['png', 'transparent', true],
    ['webp', 'transparent', true],
    ['gif', 'transparent', true],
    ['svg', 'transparent', true],
    ['jpeg', 'transparent', false],
    ['png', 'opaque', false],
    ['webp', 'auto', false],
  ])('as %s with a %s background lets that through: %s', async (output_format, background, transparent) => {
    const response = await answerOf(standIn.url, imageRequest({ output_format, background }));
    const [picture] = picturesOf(response);
    expect((await sharp(picture).stats()).isOpaque).toBe(!transparent);
    expect(response.output[0]?.background).toBe(transparent ? 'transparent' : 'opaque');
  });

  it.each(['png', 'webp', 'jpeg'])('takes more bytes as %s of a higher quality', async (output_format) => {
    const [low, high] = await Promise.all(['low', 'high'].map((quality) => draw({ output_format, quality })));
    expect(low?.length).toBeLessThan(high?.length ?? 0);
  });

  it.each(['webp', 'jpeg'])('takes more bytes as %s the less it is to be compressed', async (output_format) => {
    const levels = [10, 60, 100].map((output_compression) => draw({ output_format, output_compression }));
    const sizes = (await Promise.all(levels)).map(({ length }) => length);
    expect(sizes).toEqual(sizes.toSorted((a, b) => a - b));
    expect(new Set(sizes).size).toBe(sizes.length);
  });

  it('is the same for the same prompt, and another for another', async () => {
    const harbour = await draw({});
    expect(await draw({})).toEqual(harbour);
    const [forest] = picturesOf(await answerOf(standIn.url, { ...imageRequest(), input: 'A forest at noon' }));
    expect(forest).not.toEqual(harbour);
  });

  it.each([
    [{ size: '99999x99999' }, 'tools[0].size'],
    [{ size: 'large' }, 'tools[0].size'],
    [{ output_format: 'bmp' }, 'tools[0].output_format'],
  ])('is refused where it asks for %j', async (tool, param) => {
    const response = await post(standIn.url, imageRequest(tool));
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { param, code: 'invalid_value' } });
  });
});

describe('the item', () => {
  it('echoes how the picture was made, and the response its tool with the defaults', async () => {
    const tool = { output_format: 'webp', quality: 'medium', size: '256x160', background: 'transparent' };
    const { output, tools } = await answerOf(standIn.url, imageRequest(tool));
    expect(output.map(({ type }) => type)).toEqual(['image_generation_call', 'message']);
    expect(output[0]).toMatchObject({ ...tool, status: 'completed', action: 'generate' });
    expect(output[0]?.revised_prompt).toContain('A harbour at dawn');
    expect(tools).toEqual([expect.objectContaining({ ...tool, type: 'image_generation', moderation: 'auto', n: 1 })]);
  });

  it('is an edit where the request shows a picture', async () => {
    const content = [
      { type: 'input_text', text: 'Make it night' },
      { type: 'input_image', image_url: 'data:image/png;base64,AAAA' },
    ];
    const { output, tool_usage } = await answerOf(standIn.url, {
      ...imageRequest(),
      input: [{ role: 'user', content }],
    });
    expect(output[0]?.action).toBe('edit');
    expect(tool_usage?.image_gen).toMatchObject({ input_tokens_details: { image_tokens: 194 } });
  });
});

describe('the usage', () => {
  it.each([
    ['low', '1024x1024', 272],
    ['medium', '1024x1024', 1056],
    ['high', '1024x1536', 6240],
    ['high', '256x160', 163],
  ])('of a picture of %s quality and %s is %i output tokens', async (quality, size, tokens) => {
    const { tool_usage } = await answerOf(standIn.url, imageRequest({ quality, size }));
    expect(tool_usage?.image_gen.output_tokens).toBe(tokens);
  });

  it.each(['image', 'images', 'image-big', 'image-small'])('gives %s a cost', async (scenario) => {
    const response = await answerOf(standIn.url, imageRequest({}, { scenario, bytes: '5000' }));
    const cost = estimateResponseCost(response, new Date(now));
    const withoutImages = estimateResponseCost({ ...response, output: [], tool_usage: undefined }, new Date(now));
    expect(cost).toBeGreaterThan(withoutImages ?? Number.POSITIVE_INFINITY);
  });

  it('names the author of an SVG, whose tokens have a price too', async () => {
    const response = await answerOf(standIn.url, imageRequest({ output_format: 'svg' }));
    expect(response.output[0]?.svg_usage).toMatchObject({ model: 'gpt-6.1-terra' });
    expect(estimateResponseCost(response, new Date(now))).toBeGreaterThan(0);
  });

  it('is not there in image-no-usage, and neither is a cost', async () => {
    const response = await answerOf(standIn.url, imageRequest({}, { scenario: 'image-no-usage' }));
    expect(picturesOf(response)).toHaveLength(1);
    expect(response).not.toHaveProperty('tool_usage');
    expect(estimateResponseCost(response, new Date(now))).toBeNull();
  });
});

it('streams the same response that it answers whole', async () => {
  const whole = await answerOf(standIn.url, imageRequest());
  const streamed = (await eventsOf(standIn.url, imageRequest())).at(-1)?.response;
  expect(streamed?.output.map(({ result }) => result)).toEqual(whole.output.map(({ result }) => result));
});
