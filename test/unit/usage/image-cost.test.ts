import { describe, expect, it } from 'vitest';
import { estimateResponseCost } from '../../../lib/usage/cost.ts';

const now = new Date('2026-11-22T12:00:00Z');

/** Of the main model alone: 1,000 × 1.25 + 100 × 10 = 2,250 millionths of a dollar. */
const MAIN = 2250;
const response = {
  model: 'gpt-5-2025-08-07',
  created_at: now.getTime() / 1000,
  service_tier: 'default',
  usage: { input_tokens: 1000, output_tokens: 100, total_tokens: 1100 },
};

const made = { type: 'image_generation_call', status: 'completed', output_format: 'png' };
const generated = { input_tokens: 20, output_tokens: 4160, total_tokens: 4180 };
const svg = { ...made, output_format: 'svg' };
const author = { model: 'gpt-5', input_tokens: 194, output_tokens: 800, reasoning_tokens: 300, total_tokens: 994 };

/** A response in which the tool, with this model, used these tokens. */
const drawn = (image_gen: object | undefined, model?: string, output: object[] = [made]) => ({
  ...response,
  output,
  tools: [{ type: 'web_search' }, { type: 'image_generation', size: 'auto', ...(model ? { model } : {}) }],
  ...(image_gen ? { tool_usage: { image_gen, web_search: { num_requests: 0 } } } : {}),
});

/** In millionths of a dollar, beside the main model's. */
const priced: [string, object, number][] = [
  ['a generated image', drawn(generated, 'gpt-image-2.6-sunburst'), 20 * 5 + 4160 * 30],
  ["OpenAI's default model where the tool names none", drawn(generated), 20 * 5 + 4160 * 30],
  ['a dated snapshot as its model', drawn(generated, 'gpt-image-2.5-flare-2026-09-08'), 20 * 5 + 4160 * 30],
  ['an older model at its own rates', drawn(generated, 'gpt-image-1-mini'), 20 * 2 + 4160 * 8],
  [
    'text and image input apart',
    drawn({
      input_tokens: 239,
      input_tokens_details: { text_tokens: 45, image_tokens: 194 },
      output_tokens: 1056,
      output_tokens_details: { text_tokens: 0, image_tokens: 1056 },
      total_tokens: 1295,
    }),
    45 * 5 + 194 * 8 + 1056 * 30,
  ],
  [
    'text output apart, by a model that has a price for it',
    drawn(
      {
        input_tokens: 40,
        output_tokens: 1000,
        output_tokens_details: { text_tokens: 100, image_tokens: 900 },
        total_tokens: 1040,
      },
      'gpt-image-1.5',
    ),
    40 * 5 + 100 * 10 + 900 * 32,
  ],
  [
    'output that is not broken down as images, by the same model',
    drawn({ input_tokens: 40, output_tokens: 1000, total_tokens: 1040 }, 'gpt-image-1.5'),
    40 * 5 + 1000 * 32,
  ],
  ...(['with its sum', 'without its sum'] as const).map((sum): [string, object, number] => [
    `cached input, text and image, ${sum}`,
    drawn({
      input_tokens: 1000,
      input_tokens_details: { text_tokens: 200, image_tokens: 800 },
      ...(sum === 'with its sum' ? { cached_tokens: 500 } : {}),
      cached_tokens_details: { cached_text_tokens: 100, cached_image_tokens: 400 },
      output_tokens: 1000,
      total_tokens: 2000,
    }),
    100 * 5 + 100 * 1.25 + 400 * 8 + 400 * 2 + 1000 * 30,
  ]),
  [
    'several images by their sum',
    drawn({ ...generated, output_tokens: 8320 }, undefined, [made, made]),
    100 + 8320 * 30,
  ],
  ['what a failed image used', drawn(generated, undefined, [{ ...made, status: 'failed' }]), 100 + 4160 * 30],
  [
    'an item that OpenAI still calls generating',
    drawn(generated, undefined, [{ ...made, status: 'generating' }]),
    124_900,
  ],
  [
    'the author of an SVG by its own row',
    drawn(generated, undefined, [{ ...svg, svg_usage: author }]),
    124_900 + 194 * 1.25 + 800 * 10,
  ],
  [
    'each author of several SVGs',
    drawn(
      generated,
      undefined,
      [1, 2].map(() => ({ ...svg, svg_usage: author })),
    ),
    141_385,
  ],
  ['nothing where no image was made', drawn({ input_tokens: 0, output_tokens: 0, total_tokens: 0 }, undefined, []), 0],
  ['nothing for a failed image that was not counted', drawn(undefined, undefined, [{ ...made, status: 'failed' }]), 0],
];

const unknown: [string, object][] = [
  ['an image model without a price', drawn(generated, 'gpt-image-9')],
  ['an image model whose snapshots change under its name', drawn(generated, 'chatgpt-image-latest')],
  ['an image whose tokens were not sent', drawn(undefined)],
  ['an image that was counted as nothing', drawn({ input_tokens: 0, output_tokens: 0, total_tokens: 0 })],
  ['an image whose output was not counted', drawn({ input_tokens: 20, total_tokens: 20 })],
  ['an SVG whose author was not counted', drawn(generated, undefined, [svg])],
  [
    'an SVG by a model without a price',
    drawn(generated, undefined, [{ ...svg, svg_usage: { ...author, model: 'x' } }]),
  ],
  ['a main model without a price', { ...drawn(generated), model: 'gpt-9' }],
  ["usage of the main model that was not sent, though the image's was", { ...drawn(generated), usage: null }],
  ['an image made before the default model had a price', { ...drawn(generated), created_at: 1_758_034_395 }],
];

describe('the cost of a response with images', () => {
  it.each(priced)('has %s', (_what, value, millionths) => {
    expect(estimateResponseCost(value, now)).toBeCloseTo((MAIN + millionths) / 1_000_000, 9);
  });

  it('has the tier of the response for its text, and not for its images', () => {
    const flex = estimateResponseCost({ ...drawn(generated), service_tier: 'flex' }, now);
    expect(flex).toBeCloseTo((1000 * 0.625 + 100 * 5 + 20 * 5 + 4160 * 30) / 1_000_000, 9);
  });

  it.each(unknown)('is null for %s', (_what, value) => {
    expect(estimateResponseCost(value, now)).toBeNull();
  });
});
