import { describe, expect, it } from 'vitest';

import {
  completeInputTokensRequest,
  inputTokensRequestSchema,
} from '../../../../../lib/apis/responses/schemas/input-tokens-request.ts';
import { parseRequest } from '../../../../../lib/validation/parse-request.ts';
import { problemsOf } from './problems-of.ts';

const complete = (body: object) =>
  completeInputTokensRequest(parseRequest(inputTokensRequestSchema, body), { model: 'house-model' });

const exclusive = "'previous_response_id' and 'conversation' exclude each other";

describe('a request to count input tokens', () => {
  it.each([
    [{}],
    [{ input: 'Hi' }],
    [{ input: [{ role: 'user', content: 'Hi' }, { type: 'tomorrow' }] }],
    [{ input: null, model: null, text: null, tool_choice: null, tools: null }],
    [{ conversation: { id: 'conv_1' }, instructions: 'Be brief', parallel_tool_calls: false }],
    [{ conversation: null, previous_response_id: 'resp_1' }],
    [{ conversation: 'conv_1', previous_response_id: null }],
    [{ personality: 'p'.repeat(64) }],
    [{ reasoning: { effort: 'high' }, text: { verbosity: 'low' }, truncation: 'auto' }],
    [{ tools: [{ type: 'web_search' }], tool_choice: 'required', model: 'a-model-of-tomorrow' }],
  ])('takes %j as it is', (body) => {
    expect(parseRequest(inputTokensRequestSchema, body)).toEqual(body);
  });

  it('turns the Chat Completions form of tools into the flat one', () => {
    const nested = { type: 'function', function: { name: 'f' } };
    const flat = { type: 'function', name: 'f' };
    expect(parseRequest(inputTokensRequestSchema, { tools: [nested], tool_choice: nested })).toEqual({
      tools: [flat],
      tool_choice: flat,
    });
  });

  it.each([
    [{ input: 5 }, 'input', 'Invalid input value'],
    [{ input: [{ role: 'user' }] }, 'input[0].content', 'Invalid message content'],
    [{ model: '' }, 'model', "'model' must not be empty"],
    [{ text: { format: { type: 'json_schema' } } }, 'text.format.name', 'A json_schema format needs a name'],
    [{ tool_choice: 'always' }, 'tool_choice', 'Invalid tool_choice value'],
    [{ tools: [{}] }, 'tools[0].type', 'A tool needs a type'],
    [{ personality: '' }, 'personality', 'Invalid personality value'],
    [{ personality: 'p'.repeat(65) }, 'personality', 'Invalid personality value'],
    [{ personality: null }, 'personality', 'Invalid personality value'],
    [{ truncation: 'some' }, 'truncation', "Invalid value for 'truncation'"],
    [{ modle: 'm' }, 'modle', "Unknown field 'modle'. Did you mean 'model'?"],
    [{ conversation: 'conv_1', previous_response_id: 'resp_1' }, 'previous_response_id', exclusive],
    [{ conversation: { id: 'conv_1' }, previous_response_id: 'resp_1' }, 'previous_response_id', exclusive],
  ])('refuses %j', (body, parameter, message) => {
    const [problem] = problemsOf(inputTokensRequestSchema, body);
    expect(problem).toEqual({ parameter, message, hint: expect.stringMatching(/\S/) });
  });

  it.each([
    [{}, { model: 'house-model' }],
    [{ model: null }, { model: 'house-model' }],
    [{ model: 'own-model' }, { model: 'own-model' }],
    [{ input: 'Hi' }, { input: 'Hi', model: 'house-model' }],
  ])('is completed: %j to %j', (body, expected) => {
    expect(complete(body)).toStrictEqual(expected);
  });
});
