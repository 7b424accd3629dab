import { describe, expect, it } from 'vitest';
import * as z from 'zod';

import {
  compactRequestSchema,
  completeCompactRequest,
} from '../../../../../lib/apis/responses/schemas/compact-request.ts';
import { parseRequest } from '../../../../../lib/validation/parse-request.ts';
import { problemsOf } from './problems-of.ts';

const complete = (body: object) =>
  completeCompactRequest(parseRequest(compactRequestSchema, body), { model: 'house-model' });

describe('a request to compact a conversation', () => {
  it.each([
    [{ input: 'Hi' }],
    [{ input: '' }],
    [{ input: [{ role: 'user', content: 'Hi' }] }],
    [{ previous_response_id: 'resp_1' }],
    [{ input: null, previous_response_id: 'resp_1' }],
    [{ input: 'Hi', previous_response_id: 'resp_1', model: null, instructions: null, image: {} }],
    [{ input: 'Hi', prompt_cache_options: null, prompt_cache_key: null, prompt_cache_retention: null }],
    [{ input: 'Hi', prompt_cache_options: { mode: 'explicit', ttl: '12h' }, prompt_cache_key: 'k' }],
    [{ input: 'Hi', service_tier: 'flex', image: { context_compression: 'disabled' }, model: 'm' }],
  ])('takes %j as it is', (body) => {
    expect(parseRequest(compactRequestSchema, body)).toEqual(body);
  });

  it.each([[{}], [{ input: null }], [{ model: 'm' }], [{ input: null, previous_response_id: null }]])(
    'needs something to compact, which %j has not',
    (body) => {
      expect(problemsOf(compactRequestSchema, body)).toEqual([
        {
          parameter: 'input',
          message: "'input' is required",
          hint: 'Send the items to compact as input, or the last response of the conversation as previous_response_id',
        },
      ]);
    },
  );

  it.each([
    [{ input: 5 }, 'input', 'Invalid input value'],
    [{ previous_response_id: '' }, 'previous_response_id', "'previous_response_id' must not be empty"],
    [{ input: 'Hi', prompt_cache_options: 'on' }, 'prompt_cache_options', "'prompt_cache_options' must be an object"],
    [{ input: 'Hi', service_tier: 'best' }, 'service_tier', "Invalid value for 'service_tier'"],
    [{ input: 'Hi', instruction: 'x' }, 'instruction', "Unknown field 'instruction'. Did you mean 'instructions'?"],
  ])('refuses %j', (body, parameter, message) => {
    const [problem] = problemsOf(compactRequestSchema, body);
    expect(problem).toEqual({ parameter, message, hint: expect.stringMatching(/\S/) });
  });

  it.each([
    [{ input: 'Hi' }, { input: 'Hi', model: 'house-model' }],
    [
      { input: 'Hi', model: null },
      { input: 'Hi', model: 'house-model' },
    ],
    [
      { input: 'Hi', model: 'own-model' },
      { input: 'Hi', model: 'own-model' },
    ],
  ])('is completed: %j to %j', (body, expected) => {
    expect(complete(body)).toStrictEqual(expected);
  });

  it('marks what OpenAI advises against here, beside the description it has everywhere', () => {
    const { properties } = z.toJSONSchema(compactRequestSchema, { io: 'input' });
    expect(properties?.instructions).toMatchObject({
      deprecated: true,
      description: expect.stringContaining('system message'),
    });
  });
});
