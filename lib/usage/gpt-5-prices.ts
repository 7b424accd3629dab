import type { PriceRow } from './price-row.ts';

/** LiteLLM's price list as of 2026-07-24. */
const LITELLM = 'LiteLLM model_prices_and_context_window.json via github.com/Wei-Shaw/model-price-repo@f9ff147';

/** GPT-5 up to 5.5. */
export const gpt5Prices: readonly PriceRow[] = [
  {
    model: 'gpt-5.5',
    effectiveFrom: '2026-04-23',
    standard: { input: 5, cachedInput: 0.5, output: 30 },
    flex: { input: 2.5, cachedInput: 0.25, output: 15 },
    batch: { input: 2.5, output: 15 },
    // LiteLLM says 10/1/60; OpenAI's own page (openai.com/api-priority-processing) and Portkey agree on 2.5 times.
    priority: { input: 12.5, cachedInput: 1.25, output: 75 },
    longContext: true,
    source: LITELLM,
  },
  {
    model: 'gpt-5.5-pro',
    effectiveFrom: '2026-04-23',
    standard: { input: 30, cachedInput: 3, output: 180 },
    flex: { input: 15, output: 90 },
    batch: { input: 15, output: 90 },
    longContext: true,
    source: LITELLM,
  },
  {
    model: 'gpt-5.4',
    effectiveFrom: '2026-03-05',
    standard: { input: 2.5, cachedInput: 0.25, output: 15 },
    // 0.13 as published: half of 0.25, rounded.
    flex: { input: 1.25, cachedInput: 0.13, output: 7.5 },
    batch: { input: 1.25, output: 7.5 },
    priority: { input: 5, cachedInput: 0.5, output: 30 },
    longContext: true,
    source: LITELLM,
  },
  {
    model: 'gpt-5.4-mini',
    effectiveFrom: '2026-03-17',
    standard: { input: 0.75, cachedInput: 0.075, output: 4.5 },
    flex: { input: 0.375, cachedInput: 0.0375, output: 2.25 },
    batch: { input: 0.375, output: 2.25 },
    priority: { input: 1.5, cachedInput: 0.15, output: 9 },
    source: LITELLM,
  },
  {
    model: 'gpt-5.4-nano',
    effectiveFrom: '2026-03-17',
    standard: { input: 0.2, cachedInput: 0.02, output: 1.25 },
    flex: { input: 0.1, cachedInput: 0.01, output: 0.625 },
    batch: { input: 0.1, output: 0.625 },
    source: LITELLM,
  },
  {
    model: 'gpt-5.4-pro',
    effectiveFrom: '2026-07-24',
    standard: { input: 30, cachedInput: 3, output: 180 },
    flex: { input: 15, output: 90 },
    batch: { input: 15, output: 90 },
    longContext: true,
    source: LITELLM,
  },
  {
    model: 'gpt-5.3-codex',
    effectiveFrom: '2026-07-24',
    standard: { input: 1.75, cachedInput: 0.175, output: 14 },
    priority: { input: 3.5, cachedInput: 0.35, output: 28 },
    source: LITELLM,
  },
  {
    model: 'gpt-5.2',
    effectiveFrom: '2025-12-11',
    standard: { input: 1.75, cachedInput: 0.175, output: 14 },
    priority: { input: 3.5, cachedInput: 0.35, output: 28 },
    source: LITELLM,
  },
  {
    model: 'gpt-5.2-pro',
    effectiveFrom: '2025-12-11',
    standard: { input: 21, output: 168 },
    source: LITELLM,
  },
  {
    model: 'gpt-5.1',
    effectiveFrom: '2025-11-13',
    standard: { input: 1.25, cachedInput: 0.125, output: 10 },
    priority: { input: 2.5, cachedInput: 0.25, output: 20 },
    source: LITELLM,
  },
  {
    model: 'gpt-5',
    effectiveFrom: '2025-08-07',
    standard: { input: 1.25, cachedInput: 0.125, output: 10 },
    flex: { input: 0.625, cachedInput: 0.0625, output: 5 },
    priority: { input: 2.5, cachedInput: 0.25, output: 20 },
    source: LITELLM,
  },
  {
    model: 'gpt-5-mini',
    effectiveFrom: '2025-08-07',
    standard: { input: 0.25, cachedInput: 0.025, output: 2 },
    flex: { input: 0.125, cachedInput: 0.0125, output: 1 },
    priority: { input: 0.45, cachedInput: 0.045, output: 3.6 },
    source: LITELLM,
  },
  {
    model: 'gpt-5-nano',
    effectiveFrom: '2025-08-07',
    standard: { input: 0.05, cachedInput: 0.005, output: 0.4 },
    flex: { input: 0.025, cachedInput: 0.0025, output: 0.2 },
    // No priority: the source has 2.5 for input (50 times standard) and nothing for output, which cannot be right.
    source: LITELLM,
  },
  {
    model: 'gpt-5-pro',
    effectiveFrom: '2025-10-06',
    standard: { input: 15, output: 120 },
    batch: { input: 7.5, output: 60 },
    source: LITELLM,
  },
];
