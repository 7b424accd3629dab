import { type Fields, fieldsOf } from '../json/fields.ts';
import { dalleCost } from '../usage/dalle-cost.ts';
import { mostImageTokens } from '../usage/image-tokens.ts';
import { knownLimits, type ModelLimits, modelLimits } from '../usage/model-limits.ts';
import type { PriceRow, PriceTier, Rates } from '../usage/price-row.ts';
import { priceRow } from '../usage/prices.ts';
import { priceTier } from '../usage/service-tiers.ts';
import { tokenCost } from '../usage/token-cost.ts';
import { reservedNanos, usdOf } from './amounts.ts';
import { isMedia, type MediaKind, mediaAtMost } from './media-at-most.ts';
import { type RequestContents, requestContents } from './request-contents.ts';
import { dearestCall, hostedTools, TEMPLATE_TOOLS } from './tool-cost.ts';

/** Which of OpenAI's bodies a request is. */
export type BodyKind = 'response' | 'compact' | 'chat' | 'embeddings' | 'images' | MediaKind;

/** What a request costs at most. */
export interface WorstCase {
  /** Null where any part of it has no known price, or no known bound. */
  readonly usd: number | null;
  /** Of all of the model's passes. */
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** What decided, in words: for logs and hints. */
  readonly why: string;
  /** To be put into the request as `max_tool_calls`: the bound holds only then. */
  readonly maxToolCalls?: number;
  /** To be put into the request as `max_output_tokens` (`max_completion_tokens` of a chat): the bound holds only then. */
  readonly maxOutputTokens?: number;
}

export interface WorstCaseOptions {
  readonly at: Date;
  /** `response` where left out. */
  readonly kind?: BodyKind;
  /** Corrections of prices; those in use where left out. */
  readonly prices?: readonly PriceRow[];
  /** The caller's ceilings, for a request that names none. */
  readonly maxOutputTokens?: number | undefined;
  readonly maxToolCalls?: number | undefined;
}

/** How many calls of hosted tools a request gets that names no number. */
export const DEFAULT_TOOL_CALLS = 8;

/** What OpenAI may add to a request: its own instructions, the marks between messages, the wording of tools. Assumed. */
const HIDDEN_TOKENS = 2048;

/** A response is priced when it is made: the day may end, or its clock be behind ours. */
const MOMENTS_MS = [0, -60 * 60 * 1000, 24 * 60 * 60 * 1000];

/** What a hosted tool's own model is sent: text and images. */
const PLAIN: RequestContents = { bytes: 0, external: undefined, audio: false, longCache: false, tools: [] };

function count(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? Math.ceil(value) : undefined;
}

/**
 * The tiers in which a request may be served. A response of a named tier may come from the standard one instead. `auto`, which is
 * also what nothing means, is the tier of the project's settings: standard, unless somebody chose otherwise there; whoever did
 * must say so in the request, or reserve too little. Null: a tier without a public price.
 */
function servedTiers(name: unknown): readonly PriceTier[] | null {
  const tier = priceTier(typeof name === 'string' ? name : 'default');
  return tier ? [...new Set<PriceTier>([tier, 'standard'])] : null;
}

/** One rate for all input and one for all output: the dearest of each that such a request can meet. Null: one is not known. */
function dearestRates(rates: Rates, contents: RequestContents): Rates | null {
  const { audio, longCache, external } = contents;
  if (audio && rates.audioInput === undefined) return null;
  if (longCache && rates.cacheWrite12h === undefined) return null;
  // What is not in the request may hold audio, or ask for a longer cache.
  const open = external !== undefined;
  return {
    input: Math.max(
      rates.input,
      rates.cacheWrite ?? 0,
      longCache || open ? (rates.cacheWrite12h ?? 0) : 0,
      rates.imageInput ?? 0,
      audio || open ? (rates.audioInput ?? 0) : 0,
    ),
    output: Math.max(rates.output, rates.textOutput ?? 0, audio || open ? (rates.audioOutput ?? 0) : 0),
  };
}

/** What tokens cost at most, in USD, in the dearest of the tiers and of the prices in force around `at`. */
function tokensCost(
  { model, inputTokens, outputTokens }: { model: string; inputTokens: number; outputTokens: number },
  tiers: readonly PriceTier[],
  contents: RequestContents,
  { at, prices }: WorstCaseOptions,
): number | null {
  const rows = MOMENTS_MS.map((ms) => priceRow(model, new Date(at.getTime() + ms), prices));
  if (!rows[0]) return null;
  const usage = {
    inputTokens,
    outputTokens,
    totalTokens: inputTokens + outputTokens,
    cachedInputTokens: null,
    cacheWriteTokens: null,
    cacheWrite12hTokens: null,
    reasoningTokens: null,
  };
  return [...new Set(rows)]
    .filter((row) => row !== undefined)
    .flatMap((row) => tiers.map((tier) => ({ rates: row[tier], longContext: row.longContext ?? false })))
    .map(({ rates, longContext }) => {
      const dearest = rates && dearestRates(rates, contents);
      return dearest ? tokenCost(usage, dearest, longContext) : null;
    })
    .reduce((most, cost) => (most === null || cost === null ? null : Math.max(most, cost)), 0);
}

/** How often the model reads its input: once, and once more after each call of a tool that OpenAI runs. */
interface Passes {
  readonly hosted: readonly Fields[];
  readonly calls: number;
  readonly passes: number;
  readonly maxToolCalls?: number;
}

function passesOf(params: Fields, contents: RequestContents, { kind, maxToolCalls }: WorstCaseOptions): Passes {
  const shown = kind === undefined || kind === 'response' ? hostedTools(contents.tools) : [];
  const template = params.tools === undefined && Object.keys(fieldsOf(params.prompt)).length > 0;
  const hosted = template ? TEMPLATE_TOOLS : shown;
  // Compaction in the middle of a response reads everything once more.
  const runs = Array.isArray(params.context_management) && params.context_management.length > 0 ? 2 : 1;
  if (hosted.length === 0 || params.tool_choice === 'none') return { hosted, calls: 0, passes: runs };
  const own = count(params.max_tool_calls);
  const calls = own ?? maxToolCalls ?? DEFAULT_TOOL_CALLS;
  return { hosted, calls, passes: (calls + 1) * runs, ...(own === undefined && { maxToolCalls: calls }) };
}

function inputOf(contents: RequestContents, limits: ModelLimits, { hosted, passes }: Passes, kind?: BodyKind) {
  const inline = contents.bytes + HIDDEN_TOKENS;
  // Many inputs, each with a window of its own.
  if (kind === 'embeddings') return { inputTokens: inline, input: 'a token for each byte' };
  if (contents.external === undefined && hosted.length === 0 && inline < limits.contextTokens) {
    return { inputTokens: inline * passes, input: 'a token for each byte' };
  }
  const because = contents.external ?? (hosted.length > 0 ? 'hosted tools' : 'its size');
  return { inputTokens: limits.contextTokens * passes, input: `${passes} times the context window, for ${because}` };
}

/** The output of all passes: `max_output_tokens` holds for a response as a whole. */
function outputOf(params: Fields, model: string, { passes }: Passes, { kind, maxOutputTokens }: WorstCaseOptions) {
  if (kind === 'embeddings') return { outputTokens: 0 };
  const most = modelLimits(model).outputTokens;
  if (kind === 'compact') return { outputTokens: most };
  const own = kind === 'chat' ? (params.max_completion_tokens ?? params.max_tokens) : params.max_output_tokens;
  const choices = kind === 'chat' ? (count(params.n) ?? 1) : 1;
  // What a prediction says and the model does not is billed as output.
  const predicted = kind === 'chat' ? requestContents(params.prediction ?? '').bytes : 0;
  const each = (tokens: number) => (tokens + predicted) * choices;
  const named = count(own);
  if (named !== undefined) return { outputTokens: each(named) };
  // Without a ceiling, every pass may write as much as the model can.
  const ceiling = maxOutputTokens ?? (passes > 1 ? knownLimits(model)?.outputTokens : undefined);
  return ceiling === undefined
    ? { outputTokens: each(most) * passes }
    : { outputTokens: each(Math.min(ceiling, most)), maxOutputTokens: Math.min(ceiling, most) };
}

/** Why a request has no bound, whatever its prices. */
function unbounded(params: Fields, kind: BodyKind | undefined): string | undefined {
  const { mode } = fieldsOf(params.reasoning);
  if (typeof mode === 'string' && mode !== 'standard')
    return `how often reasoning mode ${mode} runs the model is not known`;
  if (kind === 'chat' && params.web_search_options) return 'searches of a chat completion cannot be limited';
  return servedTiers(params.service_tier)
    ? undefined
    : `service tier ${String(params.service_tier)} has no known price`;
}

/**
 * What a request costs at most: an upper bound of `estimateResponseCost` of whatever comes of it. Input is bounded by the bytes of
 * the request where all of it is text in the request, else by the model's context window; each call of a hosted tool brings
 * another pass over it. Not bounded, as not estimated: taxes, regional uplifts, storage. Assumed: OpenAI counts a search a call.
 * A discounted `completion_window` is bounded by the full price.
 */
export function worstCase(body: object, options: WorstCaseOptions): WorstCase {
  const params = fieldsOf(body);
  const model = typeof params.model === 'string' ? params.model : '';
  if (options.kind === 'images') return imagesAtMost(params, model, options);
  if (isMedia(options.kind)) return mediaAtMost[options.kind](params);
  const contents = requestContents(params);
  const passes = passesOf(params, contents, options);
  const { inputTokens, input } = inputOf(contents, modelLimits(model), passes, options.kind);
  const output = outputOf(params, model, passes, options);
  const { maxToolCalls } = passes;
  const tokens = { inputTokens, ...output, ...(maxToolCalls !== undefined && { maxToolCalls }) };

  const reason = unbounded(params, options.kind);
  if (reason !== undefined) return { ...tokens, usd: null, why: reason };
  const tiers = servedTiers(params.service_tier) ?? [];
  const read = tokensCost({ model, inputTokens, outputTokens: output.outputTokens }, tiers, contents, options);
  if (read === null) return { ...tokens, usd: null, why: `no known price of ${model || 'a request without a model'}` };
  const call =
    passes.calls === 0
      ? 0
      : dearestCall({
          tools: passes.hosted,
          model,
          edits: contents.external !== undefined || passes.calls > 1,
          price: (name, inputs, outputs) =>
            tokensCost({ model: name, inputTokens: inputs, outputTokens: outputs }, ['standard'], PLAIN, options),
        });
  if (call === null) return { ...tokens, usd: null, why: 'no known price of a hosted tool' };
  const usd = usdOf(reservedNanos(read + call * passes.calls));
  return { ...tokens, usd, why: `${input}${passes.calls > 0 ? `, ${passes.calls} calls of hosted tools` : ''}` };
}

/** A body of the Images API: so many images, each at its dearest. They are drawn at the standard tier: OpenAI names no other. */
function imagesAtMost(params: Fields, model: string, options: WorstCaseOptions): WorstCase {
  const images = Math.max(count(params.n) ?? 1, 1);
  const { inputTokens, outputTokens } = mostImageTokens(model, params, hasImages(params));
  const tokens = { inputTokens: inputTokens * images, outputTokens: outputTokens * images };
  const drawn = dalleCost(params, images);
  if (drawn !== null)
    return { inputTokens: 0, outputTokens: 0, usd: usdOf(reservedNanos(drawn)), why: `${images} images at most` };
  const each = tokensCost({ model, inputTokens, outputTokens }, ['standard'], PLAIN, options);
  if (each === null) return { ...tokens, usd: null, why: `no known price of ${model || 'a request without a model'}` };
  return { ...tokens, usd: usdOf(reservedNanos(each * images)), why: `${images} images at most` };
}

/** Whether there are images to work on: an edit. */
function hasImages({ image, images, mask }: Fields): boolean {
  return image !== undefined || images !== undefined || mask !== undefined;
}
