import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS, knownLimits, modelLimits } from '../../../lib/usage/model-limits.ts';
import { prices } from '../../../lib/usage/prices.ts';

describe('the limits of models', () => {
  it.each([
    ['gpt-6-astra', 1_050_000, 128_000],
    ['gpt-5-nano-2025-08-07', 400_000, 128_000],
    ['gpt-5-pro', 400_000, 272_000],
    ['gpt-5.6', 1_050_000, 128_000],
    ['gpt-4o-2024-11-20', 128_000, 16_384],
  ])('%s takes %d tokens and writes %d', (model, contextTokens, outputTokens) => {
    expect(modelLimits(model)).toMatchObject({ contextTokens, outputTokens });
  });

  it.each(['gpt-9', '', 'constructor', 'gpt-5-nano-latest'])('are the generous default for %j', (model) => {
    expect(knownLimits(model)).toBeUndefined();
    expect(modelLimits(model)).toBe(DEFAULT_LIMITS);
  });

  it('are known of every model with a price that answers with text', () => {
    const texts = [...new Set(prices.map(({ model }) => model))].filter(
      (model) => !/image|transcribe|tts|realtime|embedding/.test(model),
    );
    expect(texts.filter((model) => !knownLimits(model))).toEqual([]);
  });
});
