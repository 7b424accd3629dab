import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { textRequestSchema, textStreamRequestSchema } from '../../../../../lib/apis/responses/schemas/text-request.ts';
import { parseRequest } from '../../../../../lib/validation/parse-request.ts';
import { problemsOf } from './problems-of.ts';

const good: readonly (readonly [string, object])[] = [
  ['access_programs', { cyber: 'standard' }],
  ...[
    'alloy',
    'ash',
    'ballad',
    'coral',
    'echo',
    'fable',
    'nova',
    'onyx',
    'sage',
    'shimmer',
    'verse',
    'marin',
    'cedar',
  ].map((voice) => ['audio', { voice, format: 'mp3' }] as [string, object]),
  ...['pcm16', 'mp3', 'opus', 'wav', 'flac', 'aac'].map(
    (format) => ['audio', { voice: { id: 'voice_1' }, format }] as [string, object],
  ),
  ['audio', null],
  ['background', true],
  ['background', null],
  ['background_options', { completion_window: 'soonest', continuation_id: 'nightly', tomorrow: 1 }],
  ['background_options', { completion_window: null, continuation_id: null }],
  ['background_options', null],
  ['context_management', [{ type: 'compaction', compact_threshold: 1000 }]],
  ['context_management', [{ type: 'tomorrow', anything: 1 }]],
  ['conversation', 'conv_1'],
  ['conversation', { id: 'conv_1' }],
  ['conversation', null],
  ['image', { context_compression: 'auto' }],
  ['include', ['file_search_call.results', 'mcp_call.outputs']],
  ['include', []],
  ['include', null],
  ['input', ''],
  ['input', []],
  ['input', [{ role: 'user', content: 'Hi' }, { id: 'msg_1' }, { type: 'item_reference', id: 'msg_1' }]],
  ['input', [{ type: 'function_call_output', call_id: 'call_1', output: '4' }]],
  ['input', [{ type: 'message', role: 'user', content: [{ type: 'input_image', image_url: 'data:', detail: 'low' }] }]],
  ['instructions', 'Be brief'],
  ['instructions', null],
  ['max_output_tokens', 16],
  ['max_output_tokens', null],
  ['max_tool_calls', 3],
  ['metadata', Object.fromEntries(Array.from({ length: 16 }, (_, index) => [`k${index}`, 'v']))],
  ['metadata', { ['k'.repeat(64)]: 'v'.repeat(512) }],
  ['metadata', null],
  ['modalities', ['text']],
  ['modalities', ['audio']],
  ['modalities', ['text', 'audio']],
  ['model', 'a-model-of-tomorrow'],
  ['moderation', { model: 'omni-moderation-latest', policy: { input: { mode: 'block' } } }],
  ['parallel_tool_calls', false],
  ['previous_response_id', 'resp_1'],
  ['previous_response_id', null],
  ['prompt', { id: 'pmpt_1', version: '2', variables: { city: 'Oslo', photo: { type: 'input_image', file_id: 'f' } } }],
  ['prompt', null],
  ['prompt', { type: 'text', text: 'Be brief' }],
  ['prompt_cache_key', 'key'],
  ['prompt_cache_options', { mode: 'explicit', ttl: '12h', prewarm: true }],
  ['prompt_cache_retention', '24h'],
  ...['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max', null].map(
    (effort) => ['reasoning', { effort }] as [string, object],
  ),
  ['reasoning', { summary: 'detailed', mode: 'pro', context: 'all_turns', tomorrow: 1 }],
  ['safety_identifier', 'u'.repeat(128)],
  ...['auto', 'default', 'flex', 'scale', 'priority', 'fast', 'ultrafast', null].map(
    (tier) => ['service_tier', tier] as unknown as [string, object],
  ),
  ['store', null],
  ['store', false],
  ['stream', null],
  ['stream_options', { include_obfuscation: false }],
  ['temperature', 0],
  ['temperature', 2],
  ['temperature', null],
  ['text', { format: { type: 'text' }, verbosity: 'low' }],
  ['text', { format: { type: 'json_object' } }],
  ['text', { format: { type: 'json_schema', name: 'a-b_1', schema: { type: 'object' }, strict: null } }],
  ['tool_choice', 'none'],
  ['tool_choice', { type: 'function', name: 'f' }],
  ['tool_choice', { type: 'allowed_tools', mode: 'auto', tools: [{ type: 'function', name: 'f' }] }],
  ['tool_choice', { type: 'tomorrow', anything: [1] }],
  ['tools', []],
  ['top_logprobs', 0],
  ['top_logprobs', 20],
  ['top_p', 0],
  ['top_p', 1],
  ['truncation', 'auto'],
  ['user', 'someone'],
] as unknown as readonly (readonly [string, object])[];

describe('a text request', () => {
  it.each(good)('takes %s %j as it is', (field, value) => {
    const body = field === 'input' ? { input: value } : { input: 'Hi', [field]: value };
    expect(parseRequest(textRequestSchema, body)).toEqual(body);
  });

  const between = (name: string, bounds: string) => ({
    message: `Invalid ${name} value`,
    hint: `${name} must be between ${bounds}`,
  });
  const tokens = {
    message: 'Invalid max_output_tokens value',
    hint: 'max_output_tokens must be an integer of at least 16',
  };
  const pairs = { message: 'Invalid metadata', hint: 'metadata must be an object of at most 16 pairs of strings' };

  it.each([
    ['temperature', -0.1, 'temperature', between('temperature', '0 and 2')],
    ['temperature', 2.1, 'temperature', between('temperature', '0 and 2')],
    ['temperature', '1', 'temperature', between('temperature', '0 and 2')],
    ['top_p', -0.1, 'top_p', between('top_p', '0 and 1')],
    ['top_p', 1.1, 'top_p', between('top_p', '0 and 1')],
    ['top_logprobs', -1, 'top_logprobs', between('top_logprobs', '0 and 20')],
    ['top_logprobs', 21, 'top_logprobs', between('top_logprobs', '0 and 20')],
    ['top_logprobs', 1.5, 'top_logprobs', between('top_logprobs', '0 and 20')],
    ['max_output_tokens', 15, 'max_output_tokens', tokens],
    ['max_output_tokens', 16.5, 'max_output_tokens', tokens],
    ['metadata', Object.fromEntries(Array.from({ length: 17 }, (_, index) => [`k${index}`, 'v'])), 'metadata', pairs],
    ['metadata', 'x', 'metadata', pairs],
    ['metadata', ['x'], 'metadata', pairs],
    ['metadata', { ['k'.repeat(65)]: 'v' }, `metadata.${'k'.repeat(65)}`, { message: 'Invalid metadata key' }],
    ['metadata', { 'a b': 'v'.repeat(513) }, 'metadata["a b"]', { message: 'Invalid metadata value' }],
    ['metadata', { a: 1 }, 'metadata.a', { message: 'Invalid metadata value' }],
    ['audio', 'alloy', 'audio', { message: 'Invalid audio value' }],
    ['audio', { format: 'mp3' }, 'audio.voice', { message: 'Invalid audio.voice value' }],
    ['audio', { voice: 'robot', format: 'mp3' }, 'audio.voice', { message: 'Invalid audio.voice value' }],
    ['audio', { voice: { id: '' }, format: 'mp3' }, 'audio.voice.id', { message: 'Invalid audio.voice value' }],
    ['audio', { voice: 'alloy' }, 'audio.format', { message: 'Invalid audio.format value' }],
    [
      'audio',
      { voice: 'alloy', format: 'ogg' },
      'audio.format',
      { hint: 'audio.format must be one of aac, flac, mp3, opus, pcm16, wav' },
    ],
    [
      'background_options',
      { completion_window: '4h' },
      'background_options.completion_window',
      { message: 'Invalid background_options.completion_window value' },
    ],
    ['background_options', { continuation_id: 7 }, 'background_options.continuation_id', {}],
    ['prompt', {}, 'prompt.id', { message: "'prompt.id' is required" }],
    ['prompt', { type: 'text' }, 'prompt.text', { message: 'A text prompt needs a text' }],
    ['prompt', { type: 'text', text: '' }, 'prompt.text', { message: 'A text prompt needs a text' }],
    ['prompt', { type: 'chat', text: 'x' }, 'prompt.type', { message: 'Invalid prompt type' }],
    ['modalities', [], 'modalities', { message: 'modalities array cannot be empty' }],
    ['modalities', ['text', 'smell'], 'modalities[1]', { hint: 'Use one of: text, audio' }],
    [
      'reasoning',
      { effort: 'huge' },
      'reasoning.effort',
      {
        message: "Invalid value for 'reasoning.effort'",
        hint: 'Use one of: none, minimal, low, medium, high, xhigh, max',
      },
    ],
    ['reasoning', { summary: 'long' }, 'reasoning.summary', { hint: 'Use one of: auto, concise, detailed' }],
    ['service_tier', 'slow', 'service_tier', { message: "Invalid value for 'service_tier'" }],
    ['truncation', 'middle', 'truncation', { hint: 'Use one of: auto, disabled' }],
    ['prompt_cache_retention', '1h', 'prompt_cache_retention', { hint: 'Use one of: in_memory, 24h' }],
    ['text', { format: { type: 'xml' } }, 'text.format.type', { message: 'Invalid text.format value' }],
    ['text', { format: 'json' }, 'text.format', { message: 'Invalid text.format value' }],
    ['text', { format: { type: 'json_schema', schema: {} } }, 'text.format.name', {}],
    ['text', { format: { type: 'json_schema', name: 'a b', schema: {} } }, 'text.format.name', {}],
    ['text', { format: { type: 'json_schema', name: 'a' } }, 'text.format.schema', {}],
    ['text', { verbosity: 'chatty' }, 'text.verbosity', { hint: 'Use one of: low, medium, high' }],
    ['prompt', {}, 'prompt.id', { message: "'prompt.id' is required", hint: "Send a string as 'prompt.id'" }],
    ['prompt', { id: 'p', variables: { a: 1 } }, 'prompt.variables.a', {}],
    ['stream_options', { include_obfuscation: 1 }, 'stream_options.include_obfuscation', {}],
    ['conversation', 1, 'conversation', { message: 'Invalid conversation value' }],
    ['conversation', { id: 1 }, 'conversation.id', { message: 'Invalid conversation value' }],
    ['include', ['everything'], 'include[0]', { message: "Invalid value for 'include[0]'" }],
    ['include', 'message.output_text.logprobs', 'include', { message: "'include' must be an array" }],
    ['model', '', 'model', { message: "'model' must not be empty" }],
    ['safety_identifier', 'u'.repeat(129), 'safety_identifier', { hint: 'Use at most 128 characters' }],
    ['background', 'yes', 'background', { message: "'background' must be true or false" }],
    ['max_tool_calls', 1.5, 'max_tool_calls', { message: "'max_tool_calls' must be an integer" }],
    ['tool_choice', 'sometimes', 'tool_choice', { message: 'Invalid tool_choice value' }],
    ['tool_choice', {}, 'tool_choice.type', { message: 'Invalid tool_choice value' }],
    ['tool_choice', { type: 'function' }, 'tool_choice.name', { message: 'tool_choice names no function' }],
    ['tool_choice', { type: 'function', function: {} }, 'tool_choice.function.name', {}],
    ['input', 5, 'input', { message: 'Invalid input value' }],
    ['input', null, 'input', { message: 'Invalid input value' }],
    ['input', ['Hi'], 'input[0]', { message: 'Invalid input item' }],
    ['input', [{ role: 'user' }], 'input[0].content', { message: 'Invalid message content' }],
    ['input', [{ role: 'user', content: 5 }], 'input[0].content', { message: 'Invalid message content' }],
    ['input', [{ role: 'user', content: ['Hi'] }], 'input[0].content[0]', { message: 'Invalid message content' }],
    ['input', [{ type: 'message', content: 'Hi' }], 'input[0].role', { message: "'input[0].role' is required" }],
    ['input', [{ role: 'user', content: [{ text: 'Hi' }] }], 'input[0].content[0].type', {}],
  ] as const)('refuses %s %j, blaming %s', (field, value, parameter, text) => {
    const problems = problemsOf(textRequestSchema, { input: 'Hi', [field]: value });
    expect(problems).toEqual([{ parameter, message: expect.any(String), hint: expect.any(String) }]);
    expect(problems[0]).toMatchObject(text);
  });

  it.each([{ prompt: { id: 'pmpt_1' } }, { conversation: 'conv_1' }, { previous_response_id: 'resp_1' }])(
    'needs no input with %j',
    (body) => {
      expect(parseRequest(textRequestSchema, body)).toEqual(body);
    },
  );

  it.each([{}, { model: 'm' }, { prompt: null, conversation: null, previous_response_id: null }])(
    'needs input with %j',
    (body) => {
      expect(problemsOf(textRequestSchema, body)).toEqual([
        {
          parameter: 'input',
          message: "'input' is required",
          hint: 'Send input as a string or an array of items, or one of prompt, conversation and previous_response_id',
        },
      ]);
    },
  );

  it('takes either a conversation or a previous response', () => {
    const body = { input: 'Hi', conversation: { id: 'conv_1' }, previous_response_id: 'resp_1' };
    expect(problemsOf(textRequestSchema, body)).toMatchObject([
      { parameter: 'previous_response_id', message: "'previous_response_id' and 'conversation' exclude each other" },
    ]);
    expect(() => parseRequest(textRequestSchema, { ...body, conversation: null })).not.toThrow();
  });

  it('says why a background response must be stored', () => {
    const [problem] = problemsOf(textRequestSchema, { input: 'Hi', background: true, store: false });
    expect(problem).toMatchObject({ parameter: 'store', message: "'store' must not be false with 'background'" });
    expect(problem?.hint).toMatch(/only if it may store it/);
    expect(() => parseRequest(textRequestSchema, { input: 'Hi', background: true, store: true })).not.toThrow();
  });

  it.each([
    ['the JSON endpoint', textRequestSchema, true, '/api/responses/text/stream'],
    ['the stream endpoint', textStreamRequestSchema, false, '/api/responses/text'],
  ] as const)('lets stream repeat but not contradict %s', (_, schema, contradiction, elsewhere) => {
    const [problem] = problemsOf(schema, { input: 'Hi', stream: contradiction });
    expect(problem?.parameter).toBe('stream');
    expect(problem?.hint).toContain(`to ${elsewhere} to `);
    expect(parseRequest(schema, { input: 'Hi', stream: !contradiction })).toMatchObject({ stream: !contradiction });
    expect(parseRequest(schema, { input: 'Hi', stream: null })).toMatchObject({ stream: null });
  });

  it('rewrites a tool_choice in Chat Completions form', () => {
    const body = { input: 'Hi', tool_choice: { type: 'function', function: { name: 'f' } } };
    expect(parseRequest(textRequestSchema, body).tool_choice).toEqual({ type: 'function', name: 'f' });
  });

  it('describes every field for a document generator', () => {
    const { properties = {} } = z.toJSONSchema(textRequestSchema, { io: 'input' });
    const plain = Object.entries(properties).filter(([, field]) => !Object.hasOwn(field as object, 'description'));
    expect(plain).toEqual([]);
    expect(Object.keys(properties)).toHaveLength(36);
    expect(properties.temperature).toMatchObject({ default: 1, example: 0.7 });
  });
});
