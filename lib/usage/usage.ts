import { type Fields, fieldsOf } from '../json/fields.ts';

/** Tokens by what they encode; a field is there where OpenAI sent it. */
export interface TokenModalities {
  readonly text?: number;
  readonly image?: number;
  readonly audio?: number;
}

/** What OpenAI said a request used, in tokens. `null` is "not sent", which is not zero. */
export interface Usage {
  /** All input: the cached, the cache-writing and the plain. */
  readonly inputTokens: number;
  /** The part of `inputTokens` read from the prompt cache. */
  readonly cachedInputTokens: number | null;
  /** The part of `inputTokens` written to the prompt cache, whatever its retention. */
  readonly cacheWriteTokens: number | null;
  /** The part of `cacheWriteTokens` kept for 12 hours instead of 30 minutes. */
  readonly cacheWrite12hTokens: number | null;
  /** All output: reasoning is inside it. */
  readonly outputTokens: number;
  /** The part of `outputTokens` spent on reasoning. */
  readonly reasoningTokens: number | null;
  readonly totalTokens: number;
  readonly inputDetails?: TokenModalities;
  readonly cachedDetails?: TokenModalities;
  readonly outputDetails?: TokenModalities;
}

/** A token count, or nothing where the value is none. */
function count(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

function modalities(details: Fields, prefix = ''): TokenModalities | undefined {
  const text = count(details[`${prefix}text_tokens`]);
  const image = count(details[`${prefix}image_tokens`]);
  const audio = count(details[`${prefix}audio_tokens`]);
  if (text === null && image === null && audio === null) return undefined;
  return {
    ...(text !== null && { text }),
    ...(image !== null && { image }),
    ...(audio !== null && { audio }),
  };
}

/** What details add up to, or nothing where there are none. */
function sum(details: TokenModalities | undefined): number | null {
  return details ? (details.text ?? 0) + (details.image ?? 0) + (details.audio ?? 0) : null;
}

/**
 * Reads the `usage` of a response, an image, a transcription, a chat completion or embeddings (they differ in names), or a response's
 * `tool_usage.image_gen`. `null` where OpenAI sent none, or one without both input and output tokens: nothing is guessed.
 */
export function readUsage(value: unknown): Usage | null {
  const usage = fieldsOf(value);
  const inputTokens = count(usage.input_tokens ?? usage.prompt_tokens);
  const outputTokens = count(usage.output_tokens ?? usage.completion_tokens) ?? embeddingOutput(usage);
  if (inputTokens === null || outputTokens === null) return null;

  // Transcriptions spell it `input_token_details`, chats `prompt_tokens_details`, everything else `input_tokens_details`.
  const input = fieldsOf(usage.input_tokens_details ?? usage.input_token_details ?? usage.prompt_tokens_details);
  const output = fieldsOf(usage.output_tokens_details ?? usage.output_token_details ?? usage.completion_tokens_details);
  // Images keep what was cached beside the details, as `cached_text_tokens`; the Responses API keeps it inside them.
  const imageCache = modalities(fieldsOf(usage.cached_tokens_details), 'cached_');
  const inputDetails = modalities(input);
  const cachedDetails = imageCache ?? modalities(fieldsOf(input.cached_tokens_details));
  const outputDetails = modalities(output);
  return {
    inputTokens,
    cachedInputTokens: count(input.cached_tokens) ?? count(usage.cached_tokens) ?? sum(cachedDetails),
    cacheWriteTokens: count(input.cache_write_tokens),
    cacheWrite12hTokens: count(fieldsOf(input.cache_write_tokens_details).ttl_12h_tokens),
    outputTokens,
    reasoningTokens: count(output.reasoning_tokens),
    // A sum, not a guess: it is how OpenAI defines the field.
    totalTokens: count(usage.total_tokens) ?? inputTokens + outputTokens,
    ...(inputDetails && { inputDetails }),
    ...(cachedDetails && { cachedDetails }),
    ...(outputDetails && { outputDetails }),
  };
}

/** Embeddings have no output: all that they used is input (openai 7, `CreateEmbeddingResponse.Usage`). */
function embeddingOutput({ prompt_tokens: input, total_tokens: total }: Fields): number | null {
  return input !== undefined && input === total ? 0 : null;
}
