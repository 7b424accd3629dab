import { describe, expect, it } from 'vitest';
import { type CostInput, countToolCalls, estimateCost, estimateResponseCost } from '../../../lib/usage/cost.ts';
import type { Usage } from '../../../lib/usage/usage.ts';

const at = new Date('2026-11-22T12:00:00Z');

function usage(inputTokens: number, outputTokens: number, more: Partial<Usage> = {}): Usage {
  const absent = { cachedInputTokens: null, cacheWriteTokens: null, cacheWrite12hTokens: null, reasoningTokens: null };
  return { ...absent, inputTokens, outputTokens, totalTokens: inputTokens + outputTokens, ...more };
}

const million = 1_000_000;

describe('estimateCost', () => {
  it.each<[string, Omit<CostInput, 'at'>, number]>([
    ['input and output', { model: 'gpt-6.1-terra', usage: usage(200_000, million) }, 0.2 + 5],
    [
      'cached input for less',
      { model: 'gpt-6.1-terra', usage: usage(200_000, 0, { cachedInputTokens: 100_000 }) },
      0.1 + 0.005,
    ],
    [
      'cache writes for more',
      { model: 'gpt-6.1-terra', usage: usage(200_000, 0, { cacheWriteTokens: 100_000 }) },
      0.1 + 0.125,
    ],
    [
      'cache writes kept for 12 hours for more still',
      { model: 'gpt-6.1-terra', usage: usage(200_000, 0, { cacheWriteTokens: 100_000, cacheWrite12hTokens: 40_000 }) },
      0.1 + 0.075 + 0.1,
    ],
    ['reasoning as part of the output', { model: 'gpt-5', usage: usage(0, 1000, { reasoningTokens: 900 }) }, 0.01],
    [
      'a model without a cache discount',
      { model: 'gpt-5-pro', usage: usage(1000, 0, { cachedInputTokens: 1000 }) },
      0.015,
    ],
    ['272,000 tokens at the plain price', { model: 'gpt-6.1-terra', usage: usage(272_000, 1000) }, 0.272 + 0.005],
    [
      'one more token re-pricing the whole request',
      { model: 'gpt-6.1-terra', usage: usage(272_001, 1000) },
      0.544002 + 0.0075,
    ],
    ['a long prompt of a model without that rule', { model: 'gpt-4.1', usage: usage(300_000, 0) }, 0.6],
    ['default', { model: 'gpt-5', serviceTier: 'default', usage: usage(1000, 0) }, 0.00125],
    ['no tier', { model: 'gpt-5', serviceTier: null, usage: usage(1000, 0) }, 0.00125],
    ['auto', { model: 'gpt-5', serviceTier: 'auto', usage: usage(1000, 0) }, 0.00125],
    ['flex', { model: 'gpt-5', serviceTier: 'flex', usage: usage(1000, 0) }, 0.000625],
    ['priority', { model: 'gpt-5', serviceTier: 'priority', usage: usage(1000, 0) }, 0.0025],
    ['batch', { model: 'gpt-4o', serviceTier: 'batch', usage: usage(1000, 0) }, 0.00125],
    [
      'a long prompt in a tier',
      { model: 'gpt-6-astra', serviceTier: 'priority', usage: usage(300_000, 1000) },
      12 + 0.15,
    ],
    [
      'image tokens',
      {
        model: 'gpt-image-1.5',
        usage: usage(1000, 1000, { inputDetails: { text: 400, image: 600 }, outputDetails: { text: 100, image: 900 } }),
      },
      (400 * 5 + 600 * 8 + 100 * 10 + 900 * 32) / million,
    ],
    ['image output that is not broken down', { model: 'gpt-image-2', usage: usage(0, 1000) }, 0.03],
    [
      'audio tokens',
      {
        model: 'gpt-audio-1.5',
        usage: usage(1000, 1000, { inputDetails: { audio: 800 }, outputDetails: { audio: 900 } }),
      },
      (200 * 2.5 + 800 * 32 + 100 * 10 + 900 * 64) / million,
    ],
    [
      'images read by a text model as input',
      { model: 'gpt-5', usage: usage(1000, 0, { inputDetails: { image: 800 } }) },
      0.00125,
    ],
    [
      'web and file searches',
      { model: 'gpt-5', usage: usage(0, 0), toolCalls: { web_search_call: 2, file_search_call: 4, function_call: 9 } },
      0.02 + 0.01,
    ],
    [
      'a container',
      { model: 'gpt-5', usage: usage(0, 0), toolCalls: { code_interpreter_call: 3, container_4g: 1 } },
      0.12,
    ],
    [
      'the image generation tool',
      {
        model: 'gpt-5',
        usage: usage(1000, 0),
        toolCalls: { image_generation_call: 1 },
        imageModel: 'gpt-image-2.6-sunburst',
        imageUsage: usage(100, 1000),
      },
      0.00125 + 0.0005 + 0.03,
    ],
    ['no image', { model: 'gpt-5', usage: usage(1000, 0), imageUsage: usage(0, 0) }, 0.00125],
  ])('prices %s', (_what, input, dollars) => {
    expect(estimateCost({ ...input, at })).toBeCloseTo(dollars, 9);
  });

  it.each<[string, Omit<CostInput, 'at'>]>([
    ['a model that is not in the table', { model: 'gpt-9', usage: usage(1, 1) }],
    ['gpt-6.2-astra, whose price is not published', { model: 'gpt-6.2-astra', usage: usage(1000, 0) }],
    ['gpt-6.2-sol, whose price is not published', { model: 'gpt-6.2-sol', usage: usage(1000, 0) }],
    ['usage that OpenAI did not send', { model: 'gpt-5', usage: null }],
    ['usage not sent, though a fee is known', { model: 'gpt-5', usage: null, toolCalls: { web_search_call: 1 } }],
    ['a tier without a price', { model: 'gpt-5', serviceTier: 'scale', usage: usage(1, 1) }],
    ['a tier that the model has no price in', { model: 'gpt-5-nano', serviceTier: 'priority', usage: usage(1, 1) }],
    ['a tier nobody has heard of', { model: 'gpt-5', serviceTier: 'constructor', usage: usage(1, 1) }],
    [
      '12-hour cache writes without a price',
      { model: 'gpt-6.1-sol', usage: usage(9, 1, { cacheWriteTokens: 2, cacheWrite12hTokens: 1 }) },
    ],
    ['audio of a model without audio prices', { model: 'gpt-5', usage: usage(9, 1, { inputDetails: { audio: 1 } }) }],
    [
      'spoken output of a model without audio prices',
      { model: 'gpt-5', usage: usage(9, 1, { outputDetails: { audio: 1 } }) },
    ],
    [
      'an image whose tokens were not sent',
      { model: 'gpt-5', usage: usage(1, 1), toolCalls: { image_generation_call: 1 } },
    ],
    ['an image whose model is not known', { model: 'gpt-5', usage: usage(1, 1), imageUsage: usage(1, 1) }],
  ])('is null for %s', (_what, input) => {
    expect(estimateCost({ ...input, at })).toBeNull();
  });

  it('is null before the first day that the table knows the price of', () => {
    const input = { model: 'gpt-6.1-terra', usage: usage(1000, 0) };
    expect(estimateCost({ ...input, at: new Date('2026-10-25T23:59:59Z') })).toBeNull();
    expect(estimateCost({ ...input, at: new Date('2026-10-26T00:00:00Z') })).toBe(0.001);
  });
});

describe('countToolCalls', () => {
  it.each([
    ['nothing', undefined, {}],
    ['messages', [{ type: 'message' }, null, 'x', { type: 'reasoning' }], {}],
    [
      'calls by type',
      [{ type: 'function_call' }, { type: 'mcp_call' }, { type: 'function_call' }],
      { function_call: 2, mcp_call: 1 },
    ],
    [
      'searches, but not the pages they open',
      [
        { type: 'web_search_call', action: { type: 'search' } },
        { type: 'web_search_call', action: { type: 'open_page' } },
        { type: 'web_search_call' },
      ],
      { web_search_call: 2 },
    ],
    ['no failed call', [{ type: 'file_search_call', status: 'failed' }], {}],
    [
      'each container once',
      [
        { type: 'code_interpreter_call', container_id: 'cntr_1' },
        { type: 'code_interpreter_call', container_id: 'cntr_1' },
        { type: 'shell_call', environment: { type: 'container_reference', container_id: 'cntr_2' } },
      ],
      { code_interpreter_call: 2, shell_call: 1, container_1g: 2 },
    ],
  ])('counts %s', (_what, output, calls) => {
    expect(countToolCalls(output)).toEqual(calls);
  });

  it('tells containers by the memory asked for', () => {
    const tools = [
      { type: 'web_search' },
      { type: 'code_interpreter', container: { type: 'auto', memory_limit: '16g' } },
    ];
    const output = [{ type: 'code_interpreter_call', container_id: 'cntr_1' }];
    expect(countToolCalls(output, tools)).toEqual({ code_interpreter_call: 1, container_16g: 1 });
  });
});

describe('estimateResponseCost', () => {
  const response = {
    model: 'gpt-5.6-sol',
    created_at: Date.parse('2026-10-01T00:00:00Z') / 1000,
    service_tier: 'default',
    usage: { input_tokens: 1000, output_tokens: 0, total_tokens: 1000 },
    output: [],
  };

  it("takes the price of the response's day, not of today", () => {
    expect(estimateResponseCost(response, at)).toBe(0.004);
    expect(estimateResponseCost({ ...response, created_at: undefined }, at)).toBe(0.005);
  });

  it("believes OpenAI's own count of searches", () => {
    const output = [{ type: 'web_search_call', action: { type: 'search' } }];
    expect(estimateResponseCost({ ...response, output }, at)).toBe(0.014);
    expect(estimateResponseCost({ ...response, output, tool_usage: { web_search: { num_requests: 3 } } }, at)).toBe(
      0.034,
    );
  });

  it('adds the images that the response made', () => {
    const output = [{ type: 'image_generation_call', status: 'completed' }];
    const tools = [{ type: 'image_generation', model: 'gpt-image-2' }];
    const tool_usage = { image_gen: { input_tokens: 0, output_tokens: 1000, total_tokens: 1000 } };
    expect(estimateResponseCost({ ...response, output, tools, tool_usage }, at)).toBe(0.034);
    expect(estimateResponseCost({ ...response, output, tools }, at)).toBeNull();
  });

  it.each(['2h', '8h', '24h'])('is null for a completion window of %s, whose price is not published', (window) => {
    const response = { model: 'gpt-5', usage: { input_tokens: 1000, output_tokens: 10 } };
    const at = new Date('2026-11-22');
    expect(
      estimateResponseCost({ ...response, background_options: { completion_window: 'soonest' } }, at),
    ).toBeGreaterThan(0);
    expect(estimateResponseCost({ ...response, background_options: { completion_window: window } }, at)).toBeNull();
  });

  it.each([undefined, null, 'text', {}, { model: 3 }])('is null for %j', (value) => {
    expect(estimateResponseCost(value, at)).toBeNull();
  });
});
