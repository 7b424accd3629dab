import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { worstCase } from '../../../lib/budget/worst-case.ts';
import { estimateResponseCost } from '../../../lib/usage/cost.ts';
import { defaultImageModel } from '../../../lib/usage/image-cost.ts';
import { mostImageTokens } from '../../../lib/usage/image-tokens.ts';
import { modelLimits } from '../../../lib/usage/model-limits.ts';
import { prices } from '../../../lib/usage/prices.ts';

const at = new Date('2026-11-21T20:00:00Z');

const TOOLS = {
  web_search: { type: 'web_search' },
  file_search: { type: 'file_search', vector_store_ids: ['vs_1'] },
  code_interpreter: { type: 'code_interpreter', container: { type: 'auto', memory_limit: '4g' } },
  image_generation: { type: 'image_generation', quality: 'medium', size: '1024x1024' },
  mcp: { type: 'mcp', server_url: 'https://example.com' },
  function: { type: 'function', name: 'f', parameters: {} },
} as const;

const CALLS: readonly (keyof typeof TOOLS)[] = [
  'web_search',
  'file_search',
  'code_interpreter',
  'image_generation',
  'mcp',
];

const models = [...new Set(prices.map(({ model }) => model))].filter(
  (model) => !/image|transcribe|tts|realtime/.test(model),
);

const request = fc.record(
  {
    model: fc.constantFrom(...models),
    input: fc.string({ unit: 'grapheme', maxLength: 400 }),
    max_output_tokens: fc.integer({ min: 16, max: 100_000 }),
    max_tool_calls: fc.integer({ min: 0, max: 4 }),
    service_tier: fc.constantFrom('auto', 'default', 'flex', 'priority', 'fast'),
    previous_response_id: fc.constant('resp_1'),
    prompt_cache_options: fc.record({ ttl: fc.constantFrom('30m', '12h') }),
    tools: fc.subarray(Object.keys(TOOLS) as (keyof typeof TOOLS)[]).map((names) => names.map((name) => TOOLS[name])),
  },
  { requiredKeys: ['model', 'input'] },
);

/** From 0 to 1, as often 0 and 1 as in between: how far a response goes of what it may. */
const share = fc.oneof(fc.constant(0), fc.constant(1), fc.double({ min: 0, max: 1, noNaN: true }));

const going = fc.record({
  ...{ calls: share, input: share, output: share, cached: share, written: share, kept: share, drawn: share },
  standard: fc.boolean(),
  seconds: fc.integer({ min: -600, max: 80_000 }),
  which: fc.array(fc.nat(), { minLength: 8, maxLength: 8 }),
});

type Request = typeof request extends fc.Arbitrary<infer T> ? T : never;
type Going = typeof going extends fc.Arbitrary<infer T> ? T : never;

function part(share: number, most: number): number {
  return Math.floor(share * most);
}

/** A response that OpenAI could make of such a request. */
function responseTo(params: Request & { max_tool_calls?: number; max_output_tokens?: number }, go: Going) {
  const hosted = CALLS.filter((name) => params.tools?.some(({ type }) => type === name));
  const calls = hosted.length > 0 ? part(go.calls, params.max_tool_calls ?? 0) : 0;
  const made = go.which.slice(0, calls).map((number) => hosted[number % hosted.length]);
  const { contextTokens, outputTokens } = modelLimits(params.model);
  const open = hosted.length > 0 || params.previous_response_id !== undefined;
  const mostInput = open ? contextTokens * (calls + 1) : Buffer.byteLength(params.input) + 500;
  const input = part(go.input, mostInput);
  const cached = part(go.cached, input);
  const written = part(go.written, input - cached);
  const output = part(go.output, params.max_output_tokens ?? outputTokens);
  const images = made.filter((name) => name === 'image_generation').length;
  const image = mostImageTokens(
    defaultImageModel,
    TOOLS.image_generation,
    open && (params.previous_response_id !== undefined || images > 1),
  );
  const [imageInput, imageOutput] = [
    part(go.drawn, images * image.inputTokens),
    part(go.drawn, images * image.outputTokens),
  ];
  const tier = params.service_tier === 'fast' ? 'priority' : params.service_tier;
  return {
    model: params.model,
    created_at: Math.floor(at.getTime() / 1000) + go.seconds,
    service_tier: go.standard || tier === 'auto' ? 'default' : tier,
    tools: params.tools ?? [],
    usage: {
      input_tokens: input,
      input_tokens_details: {
        cached_tokens: cached,
        cache_write_tokens: written,
        ...(params.prompt_cache_options?.ttl === '12h' && {
          cache_write_tokens_details: { ttl_12h_tokens: part(go.kept, written) },
        }),
      },
      output_tokens: output,
    },
    output: made.map((name, index) => ({
      type: `${name}_call`,
      status: 'completed',
      container_id: name === 'code_interpreter' ? `c${index}` : undefined,
    })),
    tool_usage: {
      image_gen: {
        input_tokens: imageInput,
        output_tokens: imageOutput,
        input_tokens_details: { image_tokens: imageInput },
      },
    },
  };
}

it('no response costs more than the worst case of its request', () => {
  let compared = 0;
  fc.assert(
    fc.property(request, going, (body, go) => {
      const { usd, maxToolCalls, maxOutputTokens } = worstCase(body, { at });
      const sent = {
        ...body,
        ...(maxToolCalls !== undefined && { max_tool_calls: maxToolCalls }),
        ...(maxOutputTokens !== undefined && { max_output_tokens: maxOutputTokens }),
      };
      const cost = estimateResponseCost(responseTo(sent, go), at);
      if (usd === null || cost === null) return;
      compared += 1;
      expect(cost).toBeLessThanOrEqual(usd);
    }),
    { numRuns: 2000 },
  );
  expect(compared).toBeGreaterThan(800);
});

it('a response that takes all that it may costs what the worst case says, but for what is assumed', () => {
  const body = { model: 'gpt-6-astra', previous_response_id: 'resp_1', input: 'x', max_output_tokens: 1000 } as const;
  const full = {
    calls: 1,
    input: 1,
    output: 1,
    cached: 0,
    written: 1,
    kept: 0,
    drawn: 1,
    standard: true,
    seconds: 0,
    which: [],
  };
  expect(estimateResponseCost(responseTo(body, full), at)).toBe(worstCase(body, { at }).usd);
});
