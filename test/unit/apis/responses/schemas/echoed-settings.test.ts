import fc from 'fast-check';
import type { Response, ResponseCreateParams, ResponseOutputItem } from 'openai/resources/responses/responses';
import { describe, expect, it } from 'vitest';
import type * as z from 'zod';
import { imageRequestSchema } from '../../../../../lib/apis/responses/schemas/image-request.ts';
import { textRequestSchema } from '../../../../../lib/apis/responses/schemas/text-request.ts';
import { parseRequest } from '../../../../../lib/validation/parse-request.ts';

/** A type of the SDK as answers have it: whatever may be left out may be null, but not a value of a map. */
type AsAnswered<T> = T extends string
  ? T
  : T extends readonly (infer Element)[]
    ? AsAnswered<Element>[]
    : T extends object
      ? { [K in keyof T]: AsAnswered<T[K]> | NullIfOptional<T, K> }
      : T;
type NullIfOptional<T, K extends keyof T> = string extends K
  ? never
  : Record<never, never> extends Pick<T, K>
    ? null
    : never;

/** What an answer and a request both have. `moderation` of an answer is not the setting, but what it came to. */
type Setting = Exclude<keyof Response & keyof ResponseCreateParams, 'moderation'>;
/** Every answer names its model. */
type Settings = { [K in Setting]: AsAnswered<Response[K]> | (K extends 'model' ? never : null) };

/** Fails the type check where a setting of an answer, with null for whatever is optional in it, is not one of a request. */
type Refused<Taken> = { [K in Setting]: Settings[K] extends Taken[K & keyof Taken] ? never : K }[Setting];
null as unknown as Refused<z.input<typeof textRequestSchema>> satisfies never;
null as unknown as Refused<z.input<typeof imageRequestSchema>> satisfies never;
null as unknown as AsAnswered<ResponseOutputItem>[] satisfies z.input<typeof textRequestSchema>['input'];

/** Each setting as OpenAI's answers name it, once for every form that was seen or that the SDK's type of a response has. */
const settings = {
  access_programs: [null, { cyber: 'standard' }, { cyber: null }],
  background: [false, null],
  conversation: [null, { id: 'conv_1' }],
  image: [null, { context_compression: null }],
  instructions: [
    null,
    'Be brief',
    [{ type: 'message', role: 'developer', content: [{ type: 'input_text', text: 'x' }] }],
  ],
  max_output_tokens: [null, 1024],
  max_tool_calls: [null, 3],
  metadata: [null, {}, { order: '4711' }],
  model: ['gpt-6.1-terra'],
  moderation: [null],
  parallel_tool_calls: [true, false],
  previous_response_id: [null],
  prompt: [null, { id: 'pmpt_1', version: null, variables: null }],
  prompt_cache_key: [null, 'key'],
  prompt_cache_options: [{ mode: null, ttl: null, prewarm: null, comparison_response_id: null }],
  prompt_cache_retention: [null, 'in_memory'],
  reasoning: [null, { effort: null, summary: null, generate_summary: null, context: null, mode: null }],
  safety_identifier: [null, 'someone'],
  service_tier: [null, 'default', 'auto'],
  temperature: [null, 1],
  text: [
    null,
    { format: { type: 'text' }, verbosity: 'medium' },
    { format: null, verbosity: null },
    { format: { type: 'json_schema', name: 'n', description: null, schema: { type: 'object' }, strict: null } },
  ],
  tool_choice: ['auto', null],
  tools: [
    null,
    [],
    [{ type: 'function', name: 'f', description: null, parameters: null, strict: null, defer_loading: null }],
    [{ type: 'code_interpreter', container: { type: 'auto', file_ids: [], memory_limit: null, network_policy: null } }],
    [{ type: 'code_interpreter', container: { type: 'auto', file_ids: null } }],
    [{ type: 'file_search', vector_store_ids: ['vs_1'], filters: null, max_num_results: null, ranking_options: null }],
    [
      {
        type: 'file_search',
        vector_store_ids: ['vs_1'],
        ranking_options: { ranker: null, score_threshold: null, hybrid_search: null },
      },
    ],
    [{ type: 'mcp', server_label: 'm', server_url: null, allowed_tools: null, headers: null, require_approval: null }],
    [{ type: 'custom', name: 'c', description: null, format: null }],
    [{ type: 'web_search', filters: null, user_location: null, search_context_size: 'medium' }],
  ],
  top_logprobs: [null, 0],
  top_p: [null, 0.98],
  truncation: [null, 'disabled'],
  user: [null, 'someone'],
} as const satisfies Record<Setting, readonly unknown[]> & { readonly moderation: readonly unknown[] };

const echoed = fc.record(
  Object.fromEntries(Object.entries(settings).map(([name, values]) => [name, fc.constantFrom<unknown>(...values)])),
  { requiredKeys: [] },
);

describe('the settings of an answer, sent back as a request', () => {
  it('go out as they came', () => {
    fc.assert(
      fc.property(echoed, (fields) => {
        const body = { ...fields, input: 'go on' };
        expect(parseRequest(textRequestSchema, body)).toEqual(body);
      }),
    );
  });

  it('are taken by the image endpoints as well', () => {
    fc.assert(
      fc.property(echoed, (fields) => {
        const body = { ...fields, input: 'go on' };
        expect(parseRequest(imageRequestSchema, body)).toEqual(body);
      }),
    );
  });

  it('with the image tool as answers name it', () => {
    const tool = {
      type: 'image_generation',
      background: 'auto',
      moderation: 'auto',
      n: 1,
      output_compression: 100,
      output_format: 'png',
      quality: 'auto',
      size: 'auto',
    };
    const body = { input: 'go on', tools: [tool] };
    for (const schema of [textRequestSchema, imageRequestSchema]) expect(parseRequest(schema, body)).toEqual(body);
  });
});
