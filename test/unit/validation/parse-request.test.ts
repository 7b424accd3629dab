import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { textRequestSchema } from '../../../lib/apis/responses/schemas/text-request.ts';
import { ServiceError } from '../../../lib/errors/service-error.ts';
import { parseRequest } from '../../../lib/validation/parse-request.ts';
import { problemsOf } from '../apis/responses/schemas/problems-of.ts';

describe('parsing a request', () => {
  it('tells all problems at once, in the order of the body', () => {
    const body = {
      tools: [
        { type: 'function', name: 'f' },
        { type: 'file_search', max_num_results: 99, vector_store_ids: ['x', 'vs_1', 'y'] },
        { type: 'code_interpreter', container: { type: 'auto', file_ids: ['a'], memory_limit: '3g' } },
      ],
      temperatur: 1,
      top_p: 7,
      store: false,
      background: true,
      metadata: { n: 1 },
    };
    expect(problemsOf(textRequestSchema, body).map(({ parameter }) => parameter)).toEqual([
      'tools[1].max_num_results',
      'tools[1].vector_store_ids[0]',
      'tools[1].vector_store_ids[2]',
      'tools[2].container.file_ids[0]',
      'tools[2].container.memory_limit',
      'temperatur',
      'top_p',
      'store',
      'metadata.n',
      'input',
    ]);
  });

  it('orders array elements as numbers', () => {
    const tools = Array.from({ length: 12 }, (_, index) => (index === 2 || index === 10 ? {} : { type: 'web_search' }));
    expect(problemsOf(textRequestSchema, { input: 'Hi', tools }).map(({ parameter }) => parameter)).toEqual([
      'tools[2].type',
      'tools[10].type',
    ]);
  });

  it('makes the first problem the error itself', () => {
    const parse = () => parseRequest(textRequestSchema, { input: 'Hi', top_logprobs: 21, top_p: 2 });
    expect(parse).toThrow(ServiceError);
    expect(parse).toThrow(
      expect.objectContaining({
        code: 'validation_failed',
        statusCode: 400,
        message: 'Invalid top_logprobs value',
        hint: 'top_logprobs must be between 0 and 20',
        parameter: 'top_logprobs',
      }),
    );
  });

  it.each([
    ['temperatur', 'temperature'],
    ['maxOutputTokens', 'max_output_tokens'],
    ['max_tokens', 'max_output_tokens'],
    ['maxTokens', 'max_output_tokens'],
    ['messages', 'input'],
    ['response_format', 'text'],
    ['functions', 'tools'],
    ['reasoningEffort', 'reasoning'],
    ['Model', 'model'],
    ['toolz', 'tools'],
    ['previous_respons_id', 'previous_response_id'],
  ])('names the unknown field %s and the known one that it is near', (field, nearest) => {
    const [problem, ...others] = problemsOf(textRequestSchema, { input: 'Hi', [field]: 1 });
    expect(others).toEqual([]);
    expect(problem?.parameter).toBe(field);
    expect(problem?.message).toBe(`Unknown field '${field}'. Did you mean '${nearest}'?`);
  });

  it.each(['toString', 'constructor', 'seed', 'a_field_of_tomorrow', 'temperature_schedule', 'ü'])(
    'lets through the unknown field %s, which is near no known one',
    (field) => {
      const body = { input: 'Hi', [field]: { any: 'thing' } };
      expect(parseRequest(textRequestSchema, body)).toEqual(body);
    },
  );

  it.each([[null], [undefined], [[]], ['text'], [5]])('wants an object, not %j', (body) => {
    expect(problemsOf(textRequestSchema, body)).toEqual([
      { message: 'The request body must be an object', hint: expect.stringMatching(/^Send an object instead of /) },
    ]);
  });

  it("never speaks zod's language", () => {
    const values = [null, true, -1, 1.5, '', 'x', [], [null], [[]], {}, { type: 'x' }, { type: 'function', name: 3 }];
    const fields = Object.keys((textRequestSchema.unwrap() as z.ZodObject).shape);
    const said = fields.flatMap((field) =>
      values.flatMap((value) => {
        try {
          parseRequest(textRequestSchema, { input: 'Hi', [field]: value });
          return [];
        } catch (error) {
          if (!(error instanceof ServiceError)) throw error;
          return (error.problems ?? []).map(({ message, hint, parameter }) => {
            expect(parameter?.startsWith(field) || parameter === 'input').toBe(true);
            return `${message} ${hint}`;
          });
        }
      }),
    );
    expect(said.length).toBeGreaterThan(200);
    expect(
      said.filter(
        (text) =>
          /Invalid input:|expected|received|union|zod|undefined|\[object/i.test(text) || text.includes('\u001f'),
      ),
    ).toEqual([]);
  });

  it('parses with a plain zod schema as well', () => {
    const schema = z.strictObject({ voice: z.string(), speed: z.number().default(1) });
    expect(parseRequest(schema, { voice: 'a' })).toEqual({ voice: 'a', speed: 1 });
    expect(problemsOf(schema, { voic: 'a' })).toEqual([
      { parameter: 'voic', message: "Unknown field 'voic'. Did you mean 'voice'?", hint: expect.any(String) },
      { parameter: 'voice', message: "'voice' is required", hint: "Send a string as 'voice'" },
    ]);
  });

  it('leaves the body that it was given alone', () => {
    const body = { input: 'Hi', tools: [{ type: 'code_interpreter' }, { type: 'function', function: { name: 'f' } }] };
    const before = structuredClone(body);
    parseRequest(textRequestSchema, body);
    expect(body).toEqual(before);
  });
});
