import type { ResponseUsage } from 'openai/resources/responses/responses';

/** The rule of thumb that the stand-in counts by. */
const CHARACTERS_PER_TOKEN = 4;

/** OpenAI caches prompts of at least 1,024 tokens, in steps of 128. */
const CACHE_FLOOR = 1024;
const CACHE_STEP = 128;

export const tokensOf = (characters: number): number => Math.ceil(characters / CHARACTERS_PER_TOKEN);

/** The longest start of `text` that fits into `tokens`, cut between code points. */
export function cutToTokens(text: string, tokens: number): string {
  const cut = text.slice(0, tokens * CHARACTERS_PER_TOKEN);
  return /[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut;
}

/** Usage in tokens from counts in characters; reasoning is part of the output, cached a part of the input. */
export function usageOf(characters: { input: number; reasoning: number; answer: number }): ResponseUsage {
  const input = tokensOf(characters.input);
  const reasoning = tokensOf(characters.reasoning);
  const output = reasoning + tokensOf(characters.answer);
  const cached = input < CACHE_FLOOR ? 0 : Math.floor(input / 2 / CACHE_STEP) * CACHE_STEP;
  return {
    input_tokens: input,
    input_tokens_details: { cached_tokens: cached, cache_write_tokens: 0 },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: reasoning },
    total_tokens: input + output,
  };
}
