import { describe, expect, it } from 'vitest';
import { completeTextRequest } from '../../../../../lib/apis/responses/schemas/text-defaults.ts';
import { textRequestSchema } from '../../../../../lib/apis/responses/schemas/text-request.ts';
import { parseRequest } from '../../../../../lib/validation/parse-request.ts';

const complete = (body: object) =>
  completeTextRequest(parseRequest(textRequestSchema, { input: 'Hi', ...body }), { model: 'house-model' });

describe('completing a text request', () => {
  it.each([
    [{}, { model: 'house-model', store: false }],
    [{ model: 'own-model' }, { model: 'own-model', store: false }],
    [{ background: true }, { model: 'house-model', background: true, store: true }],
    [{ background: false }, { model: 'house-model', background: false, store: false }],
    [{ background: null }, { model: 'house-model', background: null, store: false }],
    [{ store: true }, { model: 'house-model', store: true }],
    [{ store: null }, { model: 'house-model', store: null }],
    [
      { temperature: null, include: null },
      { model: 'house-model', store: false, temperature: null, include: null },
    ],
    [{ include: [] }, { model: 'house-model', store: false, include: [] }],
  ])('makes of %j no more than %j', (body, expected) => {
    const { request, warnings } = complete(body);
    expect(request).toStrictEqual({ input: 'Hi', ...expected });
    expect(warnings).toEqual([]);
  });

  it('drops the include values that OpenAI refuses, and names each once', () => {
    const retired = [
      'function_call.arguments',
      'computer_tool_call.outputs',
      'mcp_call.outputs',
      'reasoning_summary.parts',
      'response.usage.cached_tokens',
    ];
    const kept = ['file_search_call.results', 'reasoning.encrypted_content'];
    const { request, warnings } = complete({ include: [kept[0], ...retired, ...retired, kept[1]] });
    expect(request.include).toEqual(kept);
    expect(warnings).toEqual(retired.map((name) => `include value '${name}' dropped: OpenAI no longer accepts it`));
    expect(warnings.filter((warning) => !/^[\x20-\x2b\x2d-\x7e]+$/.test(warning))).toEqual([]);
  });

  it('leaves out an include of which nothing is left', () => {
    expect(complete({ include: ['mcp_call.outputs'] }).request).not.toHaveProperty('include');
  });
});
