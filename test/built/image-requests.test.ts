import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type StandIn, startStandIn } from '../../infra/local/openai/server.ts';
import { type Picture, pictures } from '../support/pictures.ts';
import { type Stack, startStack } from '../support/stack.ts';
import { startUpstream, type Upstream } from '../support/upstream.ts';
import { askImage, askImageStream, framesOf, IMAGES_PATH, IMAGES_STREAM_PATH, played, typesOf } from './image-calls.ts';
import { imageItem, playImages } from './image-upstream.ts';

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const [png] = (await pictures()) as [Picture];
let upstream: Upstream;
let standIn: StandIn;
let stack: Stack;
let drawing: Stack;

beforeAll(async () => {
  upstream = await startUpstream(playImages([imageItem('ig_1', png.bytes)]));
  stack = await startStack({ upstream: upstream.url });
  standIn = await startStandIn();
  drawing = await startStack({ upstream: `${standIn.url}/v1` });
});
afterAll(() => Promise.all([stack, drawing, upstream, standIn].map((part) => part.close())));

const mask = { image_url: 'data:image/png;base64,iVBORw0KGgo=' };

describe.each([IMAGES_PATH, IMAGES_STREAM_PATH])('POST %s', (path) => {
  it.each([
    [{ image_model: '' }, 'image_model'],
    [{ image_quality: 'ultra' }, 'image_quality'],
    [{ image_format: 'bmp' }, 'image_format'],
    [{ image_size: '1000x1000' }, 'image_size'],
    [{ image_size: '1024x256' }, 'image_size'],
    [{ image_size: '3856x2160' }, 'image_size'],
    [{ image_size: 'huge' }, 'image_size'],
    [{ image_size: '3840x2400' }, 'image_size'],
    [{ image_size: '1008x640' }, 'image_size'],
    [{ tools: [{ type: 'web_search' }, { type: 'image_generation', size: '3840x2400' }] }, 'tools[1].size'],
    [{ tools: [{ type: 'image_generation', output_compression: 99 }] }, 'tools[0].output_compression'],
    [{ tool_choice: { type: 'allowed_tools', mode: 'auto', tools: [{ type: 'web_search' }] } }, 'tool_choice'],
    [{ image_moderation: 'none' }, 'image_moderation'],
    [{ image_background: 'blue' }, 'image_background'],
    [{ input_fidelity: 'medium' }, 'input_fidelity'],
    [{ output_compression: 101, image_format: 'webp' }, 'output_compression'],
    [{ partial_images: 4 }, 'partial_images'],
    [{ image_action: 'draw' }, 'image_action'],
    [{ input_image_mask: 'file-1' }, 'input_image_mask'],
    [{ image_delivery: 'link' }, 'image_delivery'],
    [{ output_compression: 50, image_format: 'png' }, 'output_compression'],
    [{ output_compression: 50 }, 'output_compression'],
    [{ image_background: 'transparent', image_format: 'jpeg' }, 'image_background'],
    [{ partial_images: 1, image_format: 'gif' }, 'partial_images'],
    [{ image_sise: '1024x1024' }, 'image_sise'],
  ])('refuses %j by the name of its parameter, and sends nothing', async (fields, parameter) => {
    const before = upstream.requests.length;
    const response = await stack.post(path, { input: 'A shore', ...fields });
    const body = (await response.json()) as Record<string, unknown>;
    expect(response.status).toBe(400);
    expect(body).toMatchObject({ parameter, message: expect.any(String), hint: expect.any(String) });
    expect(upstream.requests.length).toBe(before);
  });

  it.each([
    ['the size 2880x2880', { image_size: '2880x2880' }, { size: '2880x2880' }],
    [
      'the size 2304x2304 of the tool',
      { tools: [{ type: 'image_generation', size: '2304x2304' }] },
      { size: '2304x2304' },
    ],
    ['png at compression 100', { output_compression: 100, image_format: 'png' }, { output_compression: 100 }],
    ['compression 100 without a format', { output_compression: 100 }, { output_compression: 100 }],
    [
      'the tool as answers name it',
      { tools: [{ type: 'image_generation', n: 1, output_compression: 100, output_format: 'png', size: 'auto' }] },
      { n: 1, output_compression: 100, output_format: 'png', size: 'auto' },
    ],
    [
      'allowed tools that have the image tool',
      { tool_choice: { type: 'allowed_tools', mode: 'auto', tools: [{ type: 'image_generation' }] } },
      {},
    ],
  ])('sends %s', async (_, fields, tool) => {
    const response = await stack.post(path, { input: 'A shore', ...fields });
    await response.text();
    expect(response.status).toBe(200);
    expect(upstream.requests.at(-1)?.json()).toMatchObject({
      tools: [{ type: 'image_generation', ...tool }],
      tool_choice: { type: 'image_generation' },
    });
  });

  it('sends the image fields as the image tool, which it makes the model call', async () => {
    const other = { type: 'web_search' };
    const response = await stack.post(path, {
      input: 'A shore',
      tools: [other],
      image_model: 'gpt-image-x',
      image_quality: 'xhigh',
      image_format: 'webp',
      image_size: '1536x1024',
      image_moderation: 'low',
      image_background: 'transparent',
      input_fidelity: 'high',
      output_compression: 40,
      partial_images: 2,
      image_action: 'edit',
      input_image_mask: mask,
      image_delivery: 'base64',
    });
    await response.text();
    expect(response.status).toBe(200);
    const sent = upstream.requests.at(-1)?.json();
    expect(sent).toMatchObject({ input: 'A shore', tool_choice: { type: 'image_generation' } });
    expect(sent?.tools).toEqual([
      other,
      {
        type: 'image_generation',
        model: 'gpt-image-x',
        quality: 'xhigh',
        output_format: 'webp',
        size: '1536x1024',
        moderation: 'low',
        background: 'transparent',
        input_fidelity: 'high',
        output_compression: 40,
        partial_images: 2,
        action: 'edit',
        input_image_mask: mask,
      },
    ]);
    expect(Object.keys(sent ?? {}).filter((name) => /^image_|compression|fidelity|partial|mask/.test(name))).toEqual(
      [],
    );
  });
});

it.each([
  ['png', 'image/png'],
  ['webp', 'image/webp'],
  ['jpeg', 'image/jpeg'],
  ['svg', 'image/svg+xml'],
])('shows partial images of %s before the finished one', async (format, contentType) => {
  const request = { ...played('image'), image_format: format, partial_images: 3 };
  const frames = await askImageStream(drawing, request);
  const type = 'response.image_generation_call.partial_image';
  const [item] = framesOf(frames, 'response.output_item.added');
  const { id } = (item?.data.item ?? {}) as { readonly id?: string };
  const partials = framesOf(frames, type);
  expect(partials.map(({ data }) => data.partial_image_index)).toEqual([0, 1, 2]);
  for (const { data, id: number } of partials) {
    expect(data).toMatchObject({ call_id: id, item_id: id, content_type: contentType, sequence: Number(number) });
    expect(String(data.partial_image_b64).length).toBeGreaterThan(100);
  }
  expect(new Set(partials.map(({ data }) => data.partial_image_b64)).size).toBe(3);
  expect(typesOf(frames).lastIndexOf(type)).toBeLessThan(typesOf(frames).indexOf('response.output_item.done'));
});

it('takes an answer of 300 output items with one image among them', async () => {
  const items = Array.from({ length: 300 }, (_, index) => ({ id: `rs_${index}`, type: 'reasoning', summary: [] }));
  upstream.handle(playImages([...items, imageItem('ig_1', png.bytes)]));
  const { body } = await askImage(stack, { image_delivery: 'base64' });
  expect(body.images).toMatchObject([{ id: 'ig_1' }]);
  expect(body.output).toHaveLength(302);
});
