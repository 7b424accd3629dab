import { describe, expect, it } from 'vitest';
import { applyLimits, type LimitFacts } from '../../../lib/access/apply-limits.ts';
import type { Limits } from '../../../lib/context/limits.ts';
import { parseExactJson } from '../../../lib/json/exact-json.ts';

type Case = [what: string, params: object, limits: Limits];

const image = (fields: object = {}) => ({ type: 'image_generation', ...fields });

describe('applyLimits leaves alone', () => {
  it.each<[...Case, facts?: LimitFacts]>([
    ['what is not limited', { model: 'm', tools: [{ type: 'mcp' }], background: true, max_output_tokens: 1e9 }, {}],
    ['an allowed model', { model: 'gpt-6-luna' }, { models: ['o3', 'gpt-6*'] }],
    ['the default model', {}, { models: ['gpt-6*'] }, { model: 'gpt-6-luna' }],
    ['a model with stars around', { model: 'ft:gpt-6:acme' }, { models: ['*gpt*acme'] }],
    ['allowed tools', { tools: [{ type: 'function' }, { type: 'web_search' }] }, { tools: ['function', 'web_*'] }],
    ['an earlier name of a tool', { tools: [{ type: 'web_search_preview_2025_03_11' }] }, { tools: ['web_search'] }],
    ['a version of a tool', { tool_choice: { type: 'web_search_2025_08_26' } }, { tools: ['web_search'] }],
    ['no tools', { tools: [], tool_choice: 'none' }, { tools: [] }],
    ['what an MCP server has listed', { input: [{ type: 'mcp_list_tools', tools: [{ name: 'a' }] }] }, { tools: [] }],
    ['as many tokens as allowed', { max_output_tokens: 100 }, { max_output_tokens: 100 }],
    ['chat with its older field', { max_tokens: 100 }, { max_output_tokens: 100 }, { body: 'chat' }],
    ['embeddings', { input: 'a' }, { max_output_tokens: 100, max_tool_calls: 1 }, { body: 'embeddings' }],
    ['a size within the limit', { tools: [image({ size: '1024x1024' })] }, { max_image_pixels: 1024 * 1024 }],
    [
      'a size that OpenAI chooses, under no lower limit',
      { size: 'auto' },
      { max_image_pixels: 8_294_400 },
      { body: 'images' },
    ],
    ['as many images as allowed', { n: 2, size: '8x8' }, { max_images: 2 }, { body: 'images' }],
    ['partial images', { partial_images: 3 }, { max_images: 1 }, { body: 'images' }],
    ['the background of a picture', { background: 'opaque' }, { background: false }, { body: 'images' }],
    ['no background', { background: false }, { background: false }],
    ['as many bytes as allowed', { input: 'é' }, { max_input_bytes: 14 }],
  ])('%s', (_, params, limits, facts) => {
    expect(applyLimits(params, limits, facts)).toBe(params);
  });
});

describe('applyLimits puts in', () => {
  it.each<[...Case, facts: LimitFacts | undefined, expected: object]>([
    [
      'the ceiling of tokens',
      { input: 'a' },
      { max_output_tokens: 9 },
      undefined,
      { input: 'a', max_output_tokens: 9 },
    ],
    [
      'it for null, where that stood',
      { max_output_tokens: null, a: 1 },
      { max_output_tokens: 9 },
      undefined,
      { max_output_tokens: 9, a: 1 },
    ],
    ["chat's ceiling", { n: 2 }, { max_output_tokens: 9 }, { body: 'chat' }, { n: 2, max_completion_tokens: 4 }],
    ['the ceiling of tool calls', {}, { max_tool_calls: 3 }, undefined, { max_tool_calls: 3 }],
    [
      'one of calls where each may make an image',
      { tools: [image()] },
      { max_images: 2, max_tool_calls: 3 },
      undefined,
      { tools: [image()], max_tool_calls: 2 },
    ],
    [
      'a size for one that OpenAI would choose',
      { tools: [{ type: 'function' }, image({ size: 'auto', quality: 'low' }), image()] },
      { max_image_pixels: 2_000_000 },
      undefined,
      {
        tools: [{ type: 'function' }, image({ size: '1024x1024', quality: 'low' }), image({ size: '1024x1024' })],
      },
    ],
    ["a size of the Images API's", {}, { max_image_pixels: 2_000_000 }, { body: 'images' }, { size: '1024x1024' }],
    [
      'a size of a tool that an item brings',
      { input: [{ type: 'additional_tools', tools: [image()] }] },
      { max_image_pixels: 2_000_000 },
      undefined,
      { input: [{ type: 'additional_tools', tools: [image({ size: '1024x1024' })] }] },
    ],
  ])('%s', (_, params, limits, facts, expected) => {
    const before = JSON.stringify(params);
    expect(JSON.stringify(applyLimits(params, limits, facts))).toBe(JSON.stringify(expected));
    expect(JSON.stringify(params)).toBe(before);
  });

  it('nothing but that: long numbers and `__proto__` go on as they came', () => {
    const text =
      '{"__proto__":{"a":1},"seed":12345678901234567890,"tools":[{"__proto__":[1],"type":"image_generation"}],"10":1}';
    const admitted = applyLimits(Object(parseExactJson(text)), { max_output_tokens: 5, max_image_pixels: 2_000_000 });
    expect(JSON.stringify(admitted)).toBe(
      '{"10":1,"__proto__":{"a":1},"seed":12345678901234567890,' +
        '"tools":[{"__proto__":[1],"type":"image_generation","size":"1024x1024"}],"max_output_tokens":5}',
    );
    expect(Object.getPrototypeOf(admitted)).toBe(Object.prototype);
  });
});
