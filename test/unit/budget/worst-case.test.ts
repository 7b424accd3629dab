import { describe, expect, it } from 'vitest';
import { DEFAULT_TOOL_CALLS, type WorstCaseOptions, worstCase } from '../../../lib/budget/worst-case.ts';
import type { PriceRow } from '../../../lib/usage/price-row.ts';

const at = new Date('2026-11-29T12:00:00Z');
const HIDDEN = 2048;
const ASTRA_WINDOW = 1_050_000;

function of(body: object, options: Partial<WorstCaseOptions> = {}) {
  return worstCase({ model: 'gpt-6-astra', max_output_tokens: 1000, ...body }, { at, ...options });
}

const user = (...content: readonly object[]) => ({ input: [{ role: 'user', content }] });

describe('the input of a request', () => {
  it.each([
    ['a text', { input: 'x'.repeat(5000) }, 5000],
    ['a text of many bytes a character', { input: '𓂀'.repeat(1000) }, 4000],
    [
      'instructions and the schema of an answer',
      { instructions: 'x'.repeat(300), text: { format: { schema: { description: 'x'.repeat(700) } } } },
      1000,
    ],
    [
      'a function tool whose parameters are called as OpenAI calls files',
      { tools: [{ type: 'function', parameters: { properties: { file_id: { type: 'string' }, image_url: {} } } }] },
      50,
    ],
    ['metadata', { metadata: { file_id: 'file-1', conversation: 'x' } }, 30],
    ['reasoning that brings its content', { input: [{ type: 'reasoning', encrypted_content: 'x'.repeat(400) }] }, 400],
    ['fields that are null', { previous_response_id: null, conversation: null, input: 'hello' }, 5],
    [
      'tools that the caller runs',
      { tools: [{ type: 'custom' }, { type: 'apply_patch' }, { type: 'shell', environment: { type: 'local' } }] },
      10,
    ],
    ['a search for tools by the caller', { tools: [{ type: 'tool_search', execution: 'client' }] }, 10],
    ['sound', { ...user({ type: 'input_audio', input_audio: { data: 'x'.repeat(500) } }) }, 500],
  ])('of %s is at most its bytes', (_name, body, bytes) => {
    const { inputTokens } = of(body);
    expect(inputTokens).toBeGreaterThanOrEqual(bytes + HIDDEN);
    expect(inputTokens).toBeLessThanOrEqual(bytes + HIDDEN + 200);
  });

  it.each([
    ['previous_response_id', { previous_response_id: 'resp_1' }],
    ['conversation', { conversation: { id: 'conv_1' } }],
    ['image_url', user({ type: 'image', image_url: 'data:image/png;base64,AA==' })],
    ['input_image', user({ type: 'input_image', image_url: 'https://example.com/a.png' })],
    ['file_id', user({ type: 'text', file_id: 'file-1' })],
    ['file_url', user({ type: 'text', file_url: 'https://example.com/a.pdf' })],
    ['file_data', user({ type: 'text', file_data: 'data:application/pdf;base64,AA==' })],
    ['item_reference', { input: [{ type: 'item_reference', id: 'msg_1' }] }],
    ['compaction', { input: [{ type: 'compaction', encrypted_content: 'x' }] }],
    ['computer_call_output', { input: [{ type: 'computer_call_output', output: {} }] }],
    ['a reasoning item without its content', { input: [{ type: 'reasoning', id: 'rs_1', summary: [] }] }],
    ['its size', { input: 'x'.repeat(2_000_000) }],
  ])('is the context window for %s', (because, body) => {
    expect(of(body)).toMatchObject({ inputTokens: ASTRA_WINDOW, why: `1 times the context window, for ${because}` });
  });

  it('is read twice where it may be compacted on the way', () => {
    const context = { previous_response_id: 'resp_1', context_management: [{ type: 'compaction' }] };
    expect(of(context).inputTokens).toBe(2 * ASTRA_WINDOW);
    expect(of({ ...context, context_management: [] }).inputTokens).toBe(ASTRA_WINDOW);
  });

  it('may be sound that a chat refers to, at the price of sound', () => {
    const messages = [{ role: 'assistant', audio: { id: 'audio_1' } }];
    const chat = { model: 'gpt-audio-1.5', messages, max_completion_tokens: 100 };
    const { inputTokens, usd } = of(chat, { kind: 'chat' });
    expect(inputTokens).toBe(128_000);
    expect(usd).toBeCloseTo((128_000 * 32 + 100 * 64) / 1e6, 8);
  });

  it('does not end at a number of tools', () => {
    const tools = Array.from({ length: 300_000 }, () => ({ type: 'custom' }));
    expect(of({ tools }).inputTokens).toBe(ASTRA_WINDOW);
  });

  it('does not end at a depth', () => {
    let deep: unknown = { file_id: 'file-1' };
    for (let depth = 0; depth < 50_000; depth += 1) deep = [deep];
    expect(of({ input: deep }).inputTokens).toBe(ASTRA_WINDOW);
  });
});

describe('hosted tools', () => {
  it.each([
    ['web_search', { type: 'web_search' }, 0.01],
    ['an older web search', { type: 'web_search_preview' }, 0.01],
    ['file_search', { type: 'file_search', vector_store_ids: ['vs_1'] }, 0.0025],
    ['mcp', { type: 'mcp', server_url: 'https://example.com' }, 0],
    ['tool_search', { type: 'tool_search' }, 0],
    ['code_interpreter', { type: 'code_interpreter', container: { type: 'auto' } }, 0.03],
    [
      'code_interpreter with memory',
      { type: 'code_interpreter', container: { type: 'auto', memory_limit: '64g' } },
      1.92,
    ],
    ['shell', { type: 'shell', environment: { type: 'container_auto', memory_limit: '4g' } }, 0.12],
    ['web_search in a namespace', { type: 'namespace', tools: [{ type: 'web_search' }] }, 0.01],
  ])('%s has the context read again after each call, and its fee', (_name, tool, fee) => {
    const { usd, ...rest } = of({ tools: [tool], max_tool_calls: 3 });
    expect(rest).toMatchObject({ inputTokens: 4 * ASTRA_WINDOW, outputTokens: 1000 });
    expect(rest.maxToolCalls).toBeUndefined();
    expect(usd).toBeCloseTo((4 * ASTRA_WINDOW * 12.5 * 2 + 1000 * 50 * 1.5) / 1e6 + 3 * fee, 8);
  });

  it.each([
    [undefined, DEFAULT_TOOL_CALLS],
    [2, 2],
  ])('get a number of calls where they have none (ceiling %s)', (maxToolCalls, calls) => {
    expect(of({ tools: [{ type: 'web_search' }] }, { maxToolCalls })).toMatchObject({
      maxToolCalls: calls,
      inputTokens: (calls + 1) * ASTRA_WINDOW,
    });
  });

  it('are not called where no tool may be', () => {
    const { inputTokens, maxToolCalls } = of({ tools: [{ type: 'web_search' }], tool_choice: 'none' });
    expect([inputTokens, maxToolCalls]).toEqual([ASTRA_WINDOW, undefined]);
  });

  it('may come with a prompt template, unless the request says which', () => {
    expect(of({ prompt: { id: 'pmpt_1' } }).maxToolCalls).toBe(DEFAULT_TOOL_CALLS);
    expect(of({ prompt: { id: 'pmpt_1' }, tools: [] })).toMatchObject({ inputTokens: ASTRA_WINDOW });
    expect(of({ prompt: { id: 'pmpt_1' }, tools: [] }).maxToolCalls).toBeUndefined();
  });

  it.each([
    ['an image of a known size', { quality: 'high', size: '1024x1024' }, 40_000 * 8 + (7024 + 16_384) * 30],
    [
      'an image to work on',
      { quality: 'high', size: '1024x1024', action: 'edit' },
      (40_000 + 16 * 8192) * 8 + 23_408 * 30,
      user({ type: 'input_image' }),
    ],
  ])('draw: %s', (_name, tool, millionths, body: object = {}) => {
    const without = of({ ...body, tools: [{ type: 'mcp' }], max_tool_calls: 1 }).usd ?? Number.NaN;
    const { usd } = of({ ...body, tools: [{ type: 'image_generation', ...tool }], max_tool_calls: 1 });
    expect((usd ?? 0) - without).toBeCloseTo(millionths / 1e6, 8);
  });
});

describe('the output of a request', () => {
  it.each<[string, object, Partial<WorstCaseOptions>, number, number | undefined]>([
    ['what it says', {}, {}, 1000, undefined],
    ['what it says, whatever the ceiling', {}, { maxOutputTokens: 10 }, 1000, undefined],
    ["its caller's ceiling", { max_output_tokens: null }, { maxOutputTokens: 5000 }, 5000, 5000],
    ['no more than the model writes', { max_output_tokens: undefined }, { maxOutputTokens: 9e6 }, 128_000, 128_000],
    ['what the model writes', { max_output_tokens: undefined }, {}, 128_000, undefined],
    [
      'what the model writes, once, for several passes',
      { max_output_tokens: undefined, tools: [{ type: 'mcp' }] },
      {},
      128_000,
      128_000,
    ],
    [
      'what an unknown model may write in each pass',
      { model: 'gpt-9', max_output_tokens: undefined, tools: [{ type: 'mcp' }], max_tool_calls: 1 },
      {},
      256_000,
      undefined,
    ],
    [
      'what the model writes when it compacts',
      { max_output_tokens: undefined },
      { kind: 'compact', maxOutputTokens: 5 },
      128_000,
      undefined,
    ],
    ['of each choice of a chat', { n: 3, max_completion_tokens: 100 }, { kind: 'chat' }, 300, undefined],
    [
      'of a chat in its older name, with what it predicts',
      { max_tokens: 100, prediction: { content: 'x'.repeat(93) } },
      { kind: 'chat' },
      200,
      undefined,
    ],
    ['none, of embeddings', {}, { kind: 'embeddings' }, 0, undefined],
  ])('is %s', (_name, body, options, tokens, ceiling) => {
    const { outputTokens, maxOutputTokens } = of(body, options);
    expect([outputTokens, maxOutputTokens]).toEqual([tokens, ceiling]);
  });
});

describe('the price of a request', () => {
  const million = { input: 'x'.repeat(100_000 - HIDDEN - 55), max_output_tokens: 0 };

  it.each<[string, object, number]>([
    ['cache writes, which are dearer than input', {}, 12.5],
    ['the project’s tier as the standard one', { service_tier: 'auto' }, 12.5],
    ['a tier that is dearer', { service_tier: 'priority' }, 25],
    ['the same tier by its other name', { service_tier: 'fast' }, 25],
    ['a cheaper tier as the standard one, which may serve it', { service_tier: 'flex' }, 12.5],
    ['a discounted window in full', { background: true, background_options: { completion_window: '8h' } }, 12.5],
    ['a cache that is kept for long', { model: 'gpt-6.1-terra', prompt_cache_options: { ttl: '12h' } }, 2.5],
    ['the dearer price of two days', { model: 'gpt-5.6-sol' }, 6.25],
  ])('counts %s', (_name, body, rate) => {
    const { usd, inputTokens } = worstCase(
      { model: 'gpt-6-astra', ...million, ...body },
      { at: new Date('2026-11-21T20:00:00Z') },
    );
    expect(usd).toBeCloseTo((inputTokens * rate) / 1e6, 8);
  });

  it.each<[string, object, Partial<WorstCaseOptions>]>([
    ['a model', { model: 'gpt-9' }, {}],
    ['no model', { model: undefined }, {}],
    ['a model before its first price', {}, { at: new Date('2026-01-01') }],
    ['a tier', { service_tier: 'scale' }, {}],
    ['a tier of a model', { model: 'gpt-6-sol', service_tier: 'priority' }, {}],
    ['a tool', { tools: [{ type: 'time_travel' }] }, {}],
    ['a tool without a type', { tools: [{}] }, {}],
    ['a container', { tools: [{ type: 'code_interpreter', container: { memory_limit: '999g' } }] }, {}],
    ['an image model', { tools: [{ type: 'image_generation', model: 'gpt-image-9' }] }, {}],
    ['an SVG author', { tools: [{ type: 'image_generation', output_format: 'svg', svg: { model: 'gpt-9' } }] }, {}],
    ['a cache that is kept for long', { prompt_cache_options: { ttl: '12h' } }, {}],
    ['sound', user({ type: 'input_audio' }), {}],
    ['a model of embeddings', { model: 'text-embedding-9' }, { kind: 'embeddings' }],
    ['a mode of reasoning', { reasoning: { mode: 'pro' } }, {}],
    ['searches of a chat', { web_search_options: {} }, { kind: 'chat' }],
  ])('is not known where it is not known of %s', (_name, body, options) => {
    const { usd, why } = of(body, options);
    expect(usd).toBeNull();
    expect(why).toMatch(/known|cannot be limited/);
  });

  it('takes corrections', () => {
    const prices: PriceRow[] = [
      { model: 'gpt-9', effectiveFrom: '2026-11-01', standard: { input: 100, output: 1 }, source: 's' },
    ];
    const { usd, inputTokens } = of({ model: 'gpt-9', max_output_tokens: 0 }, { prices });
    expect(usd).toBeCloseTo((inputTokens * 100) / 1e6, 8);
  });
});

describe('a body of the Images API', () => {
  const at = new Date('2026-11-29');
  const most = (params: object) =>
    worstCase({ model: 'gpt-image-2.6-flare', ...params }, { at, kind: 'images' }).usd ?? 0;

  it('is bounded by its number of images', () => {
    expect(most({ prompt: 'A fox' })).toBeGreaterThan(0);
    expect(most({ prompt: 'A fox', n: 3 })).toBeCloseTo(3 * most({ prompt: 'A fox' }), 6);
  });

  it('is what a model costs that is billed by the image', () => {
    expect(worstCase({ model: 'dall-e-3', quality: 'hd' }, { at, kind: 'images' }).usd).toBe(0.08);
    expect(worstCase({ model: 'dall-e-2', n: 3 }, { at, kind: 'images' }).usd).toBe(0.06);
  });

  it('costs more with images to work on, and less in a smaller size', () => {
    expect(most({ image: 'file' })).toBeGreaterThan(most({}));
    expect(most({ size: '1024x1024', quality: 'low' })).toBeLessThan(most({}));
  });

  it('has no bound where the model has no price', () => {
    expect(worstCase({ model: 'dall-e-9', prompt: 'A' }, { at, kind: 'images' }).usd).toBeNull();
    expect(worstCase({ prompt: 'A' }, { at, kind: 'images' }).usd).toBeNull();
  });
});
