import { describe, expect, it } from 'vitest';
import { readUsage } from '../../../lib/usage/usage.ts';

describe('readUsage', () => {
  it.each([
    ['nothing', undefined],
    ['null, as a queued response has it', null],
    ['a duration', { type: 'duration', seconds: 2 }],
    ['no output tokens', { input_tokens: 3, total_tokens: 3 }],
    ['tokens that are no counts', { input_tokens: '3', output_tokens: 4 }],
    ['negative tokens', { input_tokens: -1, output_tokens: 4 }],
    ['broken numbers', { input_tokens: 1.5, output_tokens: Number.NaN }],
  ])('is null where OpenAI sent %s', (_what, value) => {
    expect(readUsage(value)).toBeNull();
  });

  it("reads a response's usage", () => {
    const usage = readUsage({
      input_tokens: 100,
      input_tokens_details: {
        cached_tokens: 40,
        cache_write_tokens: 20,
        cache_write_tokens_details: { ttl_12h_tokens: 5 },
      },
      output_tokens: 30,
      output_tokens_details: { reasoning_tokens: 12 },
      total_tokens: 130,
    });
    expect(usage).toEqual({
      inputTokens: 100,
      cachedInputTokens: 40,
      cacheWriteTokens: 20,
      cacheWrite12hTokens: 5,
      outputTokens: 30,
      reasoningTokens: 12,
      totalTokens: 130,
    });
  });

  it("reads a chat completion's usage, which has other names", () => {
    const usage = readUsage({
      prompt_tokens: 100,
      prompt_tokens_details: { cached_tokens: 40 },
      completion_tokens: 30,
      completion_tokens_details: { reasoning_tokens: 12 },
      total_tokens: 130,
    });
    expect(usage).toMatchObject({
      inputTokens: 100,
      cachedInputTokens: 40,
      outputTokens: 30,
      reasoningTokens: 12,
      totalTokens: 130,
    });
  });

  it('reads the usage of embeddings, which is all input', () => {
    expect(readUsage({ prompt_tokens: 8, total_tokens: 8 })).toMatchObject({ inputTokens: 8, outputTokens: 0 });
    expect(readUsage({ prompt_tokens: 8, total_tokens: 9 })).toBeNull();
  });

  it('keeps "not sent" apart from zero', () => {
    const sent = readUsage({ input_tokens: 1, output_tokens: 2, input_tokens_details: { cached_tokens: 0 } });
    expect(sent).toMatchObject({ cachedInputTokens: 0, cacheWriteTokens: null, reasoningTokens: null, totalTokens: 3 });
  });

  it('reads what an image was made of and what of it was cached', () => {
    const usage = readUsage({
      input_tokens: 50,
      input_tokens_details: { text_tokens: 20, image_tokens: 30 },
      cached_tokens: 15,
      cached_tokens_details: { cached_text_tokens: 5, cached_image_tokens: 10 },
      output_tokens: 1056,
      output_tokens_details: { text_tokens: 0, image_tokens: 1056 },
      total_tokens: 1106,
    });
    expect(usage).toMatchObject({
      cachedInputTokens: 15,
      inputDetails: { text: 20, image: 30 },
      cachedDetails: { text: 5, image: 10 },
      outputDetails: { text: 0, image: 1056 },
    });
  });

  it("reads a transcription's details, which are spelt in the singular", () => {
    const usage = readUsage({
      type: 'tokens',
      input_tokens: 64,
      input_token_details: { text_tokens: 0, audio_tokens: 64 },
      output_tokens: 9,
      total_tokens: 73,
    });
    expect(usage?.inputDetails).toEqual({ text: 0, audio: 64 });
  });
});
