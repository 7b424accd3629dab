import type { Rates } from './price-row.ts';
import type { TokenModalities, Usage } from './usage.ts';

/** How much of one modality there is, and what of it was cached. */
interface Share {
  readonly tokens: number;
  readonly cached: number;
}

/** Splits the input by modality; what no detail names is text. Never more than the total, should details disagree with it. */
function inputShares(usage: Usage): { text: Share; image: Share; audio: Share } {
  const { inputTokens, inputDetails = {} } = usage;
  const audio = Math.min(inputDetails.audio ?? 0, inputTokens);
  const image = Math.min(inputDetails.image ?? 0, inputTokens - audio);
  const text = inputTokens - audio - image;

  // Where OpenAI does not say what the cached part is made of, it is text first: prompts are cached from their beginning.
  const cached = Math.min(usage.cachedInputTokens ?? 0, inputTokens);
  const named: TokenModalities = usage.cachedDetails ?? {};
  const cachedAudio = Math.min(named.audio ?? Math.max(0, cached - text - image), audio, cached);
  const cachedImage = Math.min(named.image ?? Math.max(0, cached - text), image, cached - cachedAudio);
  const cachedText = Math.min(text, cached - cachedAudio - cachedImage);
  return {
    text: { tokens: text, cached: cachedText },
    image: { tokens: image, cached: cachedImage },
    audio: { tokens: audio, cached: cachedAudio },
  };
}

/** Dollars times a million, or null where a rate that is needed is not known. */
function inputCost(usage: Usage, rates: Rates): number | null {
  const { text, image, audio } = inputShares(usage);
  // Only text is written to the cache; writes are part of what is not cached yet.
  const writes = Math.min(usage.cacheWriteTokens ?? 0, text.tokens - text.cached);
  const writes12h = Math.min(usage.cacheWrite12hTokens ?? 0, writes);
  if (writes12h > 0 && rates.cacheWrite12h === undefined) return null;
  if (audio.tokens > 0 && rates.audioInput === undefined) return null;

  const audioRate = rates.audioInput ?? rates.input;
  // A text model that reads images bills them as input.
  const imageRate = rates.imageInput ?? rates.input;
  const imageCachedRate = rates.imageCachedInput ?? (rates.imageInput === undefined ? rates.cachedInput : undefined);
  return (
    (text.tokens - text.cached - writes) * rates.input +
    text.cached * (rates.cachedInput ?? rates.input) +
    (writes - writes12h) * (rates.cacheWrite ?? rates.input) +
    writes12h * (rates.cacheWrite12h ?? 0) +
    (image.tokens - image.cached) * imageRate +
    image.cached * (imageCachedRate ?? imageRate) +
    (audio.tokens - audio.cached) * audioRate +
    audio.cached * (rates.audioCachedInput ?? audioRate)
  );
}

/** Dollars times a million, or null where a rate that is needed is not known. Reasoning is inside the output. */
function outputCost(usage: Usage, rates: Rates): number | null {
  const { outputTokens, outputDetails = {} } = usage;
  const audio = Math.min(outputDetails.audio ?? 0, outputTokens);
  if (audio > 0 && rates.audioOutput === undefined) return null;
  const text = Math.min(outputDetails.text ?? 0, outputTokens - audio);
  return (
    audio * (rates.audioOutput ?? 0) +
    text * (rates.textOutput ?? rates.output) +
    (outputTokens - audio - text) * rates.output
  );
}

/** Input tokens above which the whole request is re-priced, and by what (OpenAI's price page, GPT-5.4 and later). */
const LONG_CONTEXT = { above: 272_000, input: 2, output: 1.5 };

/** What the tokens of a request cost in USD, unrounded; null where a rate that is needed is not known. */
export function tokenCost(usage: Usage, rates: Rates, longContext: boolean): number | null {
  const input = inputCost(usage, rates);
  const output = outputCost(usage, rates);
  if (input === null || output === null) return null;
  const long = longContext && usage.inputTokens > LONG_CONTEXT.above;
  return (long ? input * LONG_CONTEXT.input + output * LONG_CONTEXT.output : input + output) / 1_000_000;
}
