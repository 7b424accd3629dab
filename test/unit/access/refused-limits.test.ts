import { describe, expect, it } from 'vitest';
import { applyLimits, type LimitFacts } from '../../../lib/access/apply-limits.ts';
import type { Limits } from '../../../lib/context/limits.ts';
import { ServiceError } from '../../../lib/errors/service-error.ts';
import { parseExactJson } from '../../../lib/json/exact-json.ts';

type Case = [what: string, params: object, limits: Limits];

function refusal(params: object, limits: Limits, facts?: LimitFacts): ServiceError {
  try {
    applyLimits(params, limits, facts);
  } catch (error) {
    if (error instanceof ServiceError) return error;
    throw error;
  }
  throw new Error('It was let through');
}

const image = (fields: object = {}) => ({ type: 'image_generation', ...fields });

describe('applyLimits refuses', () => {
  const only = ['function'];

  it.each<[...Case, facts: LimitFacts | undefined, code: string, parameter: string | undefined]>([
    ['another model', { model: 'gpt-5' }, { models: ['gpt-6*'] }, undefined, 'model_not_allowed', 'model'],
    ['a model that begins so', { model: 'gpt-6x' }, { models: ['gpt-6'] }, undefined, 'model_not_allowed', 'model'],
    ['a dot for any letter', { model: 'gpt-5x1' }, { models: ['gpt-5.1'] }, undefined, 'model_not_allowed', 'model'],
    ['the default model', {}, { models: ['o3'] }, { model: 'gpt-6' }, 'model_not_allowed', 'model'],
    ['no model', {}, { models: ['o3'] }, undefined, 'model_not_allowed', 'model'],
    ['what is no name', { model: ['o3'] }, { models: ['*'] }, undefined, 'model_not_allowed', 'model'],
    ['every model', { model: 'o3' }, { models: [] }, undefined, 'model_not_allowed', 'model'],
    [
      'a model that draws',
      { model: 'o3', tools: [image({ model: 'x' })] },
      { models: ['o3'] },
      undefined,
      'model_not_allowed',
      'tools[0].model',
    ],
    [
      'a model that writes SVG',
      { model: 'o3', tools: [image({ svg: { model: 'x' } })] },
      { models: ['o3'] },
      undefined,
      'model_not_allowed',
      'tools[0].svg.model',
    ],
    [
      'another tool',
      { tools: [{ type: 'function' }, { type: 'mcp' }] },
      { tools: only },
      undefined,
      'tool_not_allowed',
      'tools[1]',
    ],
    ['a tool without a type', { tools: [{}] }, { tools: only }, undefined, 'tool_not_allowed', 'tools[0]'],
    ['any tool', { tools: [{ type: 'function' }] }, { tools: [] }, undefined, 'tool_not_allowed', 'tools[0]'],
    [
      'the tool of which only an earlier one is allowed',
      { tools: [{ type: 'web_search' }] },
      { tools: ['web_search_preview'] },
      undefined,
      'tool_not_allowed',
      'tools[0]',
    ],
    [
      'a tool in a namespace',
      { tools: [{ type: 'namespace', tools: [{ type: 'custom' }] }] },
      { tools: ['namespace'] },
      undefined,
      'tool_not_allowed',
      'tools[0].tools[0]',
    ],
    [
      'a tool that an item brings',
      { input: [{ type: 'additional_tools', tools: [{ type: 'mcp' }] }] },
      { tools: only },
      undefined,
      'tool_not_allowed',
      'input[0].tools[0]',
    ],
    [
      'a tool that is chosen',
      { tool_choice: { type: 'mcp', server_label: 'a' } },
      { tools: only },
      undefined,
      'tool_not_allowed',
      'tool_choice',
    ],
    [
      'a tool among those chosen',
      { tool_choice: { type: 'allowed_tools', tools: [{ type: 'mcp' }] } },
      { tools: only },
      undefined,
      'tool_not_allowed',
      'tool_choice.tools[0]',
    ],
    [
      'the same in chat',
      { tool_choice: { type: 'allowed_tools', allowed_tools: { tools: [{ type: 'custom' }] } } },
      { tools: only },
      { body: 'chat' },
      'tool_not_allowed',
      'tool_choice.allowed_tools.tools[0]',
    ],
    [
      "chat's search",
      { web_search_options: {} },
      { tools: only },
      { body: 'chat' },
      'tool_not_allowed',
      'web_search_options',
    ],
    [
      "chat's functions",
      { functions: [{ name: 'a' }] },
      { tools: ['custom'] },
      { body: 'chat' },
      'tool_not_allowed',
      'functions',
    ],
    ['background', { background: true }, { background: false }, undefined, 'background_not_allowed', 'background'],
    [
      'more tokens',
      { max_output_tokens: 10 },
      { max_output_tokens: 9 },
      undefined,
      'limit_exceeded',
      'max_output_tokens',
    ],
    [
      'more tokens in chat',
      { max_completion_tokens: 10 },
      { max_output_tokens: 9 },
      { body: 'chat' },
      'limit_exceeded',
      'max_completion_tokens',
    ],
    [
      'more tokens in all answers of chat',
      { max_tokens: 5, n: 2 },
      { max_output_tokens: 9 },
      { body: 'chat' },
      'limit_exceeded',
      'max_tokens',
    ],
    ['more answers than tokens', { n: 10 }, { max_output_tokens: 9 }, { body: 'chat' }, 'limit_exceeded', 'n'],
    [
      'a text for a number',
      { max_output_tokens: '1' },
      { max_output_tokens: 9 },
      undefined,
      'limit_exceeded',
      'max_output_tokens',
    ],
    ['more tool calls', { max_tool_calls: 4 }, { max_tool_calls: 3 }, undefined, 'limit_exceeded', 'max_tool_calls'],
    [
      'more calls that may draw',
      { max_tool_calls: 3, tools: [image()] },
      { max_images: 2 },
      undefined,
      'limit_exceeded',
      'max_tool_calls',
    ],
    [
      'more tools that draw',
      { tools: [image(), { type: 'function' }, image()] },
      { max_images: 1 },
      undefined,
      'limit_exceeded',
      'tools[2]',
    ],
    ['any tool that draws', { tools: [image()] }, { max_images: 0 }, undefined, 'limit_exceeded', 'tools[0]'],
    ['more images', { n: 3 }, { max_images: 2 }, { body: 'images' }, 'limit_exceeded', 'n'],
    ['any image', {}, { max_images: 0 }, { body: 'images' }, 'limit_exceeded', 'n'],
    [
      'a larger image',
      { size: '1024x1025' },
      { max_image_pixels: 1_048_576 },
      { body: 'images' },
      'limit_exceeded',
      'size',
    ],
    [
      'a larger image of a tool',
      { tools: [image({ size: '9999999999x1' })] },
      { max_image_pixels: 1_048_576 },
      undefined,
      'limit_exceeded',
      'tools[0].size',
    ],
    [
      'what is no size',
      { size: 'huge' },
      { max_image_pixels: 1_048_576 },
      { body: 'images' },
      'limit_exceeded',
      'size',
    ],
    [
      'a size that OpenAI would choose, where the usual one is too large',
      { size: 'auto' },
      { max_image_pixels: 700_000 },
      { body: 'images' },
      'limit_exceeded',
      'size',
    ],
    ['more bytes', { input: 'éé' }, { max_input_bytes: 14 }, undefined, 'limit_exceeded', undefined],
  ])('%s', (_, params, limits, facts, code, parameter) => {
    const error = refusal(params, limits, facts);
    expect({ code: error.code, parameter: error.parameter }).toEqual({ code, parameter });
  });

  it('numbers that a double cannot hold', () => {
    const params: unknown = parseExactJson('{"max_output_tokens":99999999999999999999}');
    expect(refusal(Object(params), { max_output_tokens: 9 }).code).toBe('limit_exceeded');
  });

  it.each<[object, Limits, string]>([
    [{ max_output_tokens: 10 }, { max_output_tokens: 9 }, 'at most 9'],
    [{ model: 'a' }, { models: ['gpt-6*'] }, "'gpt-6*'"],
    [{ tools: [{ type: 'a' }] }, { tools: ['function'] }, "'function'"],
    [{ input: 'aaa' }, { max_input_bytes: 3 }, '3 bytes'],
  ])('%j, and says the limit', (params, limits, words) => {
    expect(refusal(params, limits).hint).toContain(words);
  });

  it('tools in namespaces a hundred thousand levels deep', () => {
    let tool: object = { type: 'mcp' };
    for (let level = 0; level < 100_000; level += 1) tool = { type: 'namespace', tools: [tool] };
    expect(refusal({ tools: [tool] }, { tools: ['namespace'] }).code).toBe('tool_not_allowed');
  });
});
