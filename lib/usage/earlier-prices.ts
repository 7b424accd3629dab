import type { PriceRow } from './price-row.ts';

/** LiteLLM's price list as of 2026-07-24. */
const LITELLM = 'LiteLLM model_prices_and_context_window.json via github.com/Wei-Shaw/model-price-repo@f9ff147';

/** GPT-4o, GPT-4.1 and the o-series. */
export const earlierPrices: readonly PriceRow[] = [
  {
    model: 'gpt-4.1',
    effectiveFrom: '2025-04-14',
    standard: { input: 2, cachedInput: 0.5, output: 8 },
    batch: { input: 1, output: 4 },
    priority: { input: 3.5, cachedInput: 0.875, output: 14 },
    source: LITELLM,
  },
  {
    model: 'gpt-4.1-mini',
    effectiveFrom: '2025-04-14',
    standard: { input: 0.4, cachedInput: 0.1, output: 1.6 },
    batch: { input: 0.2, output: 0.8 },
    priority: { input: 0.7, cachedInput: 0.175, output: 2.8 },
    source: LITELLM,
  },
  {
    model: 'gpt-4.1-nano',
    effectiveFrom: '2025-04-14',
    standard: { input: 0.1, cachedInput: 0.025, output: 0.4 },
    batch: { input: 0.05, output: 0.2 },
    priority: { input: 0.2, cachedInput: 0.05, output: 0.8 },
    source: LITELLM,
  },
  {
    model: 'gpt-4o',
    effectiveFrom: '2024-08-06',
    standard: { input: 2.5, cachedInput: 1.25, output: 10 },
    batch: { input: 1.25, output: 5 },
    priority: { input: 4.25, cachedInput: 2.125, output: 17 },
    source: LITELLM,
  },
  {
    model: 'gpt-4o-mini',
    effectiveFrom: '2024-07-18',
    standard: { input: 0.15, cachedInput: 0.075, output: 0.6 },
    batch: { input: 0.075, output: 0.3 },
    priority: { input: 0.25, cachedInput: 0.125, output: 1 },
    source: LITELLM,
  },
  {
    model: 'o3',
    effectiveFrom: '2025-06-10',
    standard: { input: 2, cachedInput: 0.5, output: 8 },
    flex: { input: 1, cachedInput: 0.25, output: 4 },
    priority: { input: 3.5, cachedInput: 0.875, output: 14 },
    source: LITELLM,
  },
  {
    model: 'o3-pro',
    effectiveFrom: '2025-06-10',
    standard: { input: 20, output: 80 },
    batch: { input: 10, output: 40 },
    source: LITELLM,
  },
  {
    model: 'o4-mini',
    effectiveFrom: '2025-04-16',
    standard: { input: 1.1, cachedInput: 0.275, output: 4.4 },
    flex: { input: 0.55, cachedInput: 0.1375, output: 2.2 },
    priority: { input: 2, cachedInput: 0.5, output: 8 },
    source: LITELLM,
  },
  {
    model: 'o3-mini',
    effectiveFrom: '2025-01-31',
    standard: { input: 1.1, cachedInput: 0.55, output: 4.4 },
    source: LITELLM,
  },
  {
    model: 'o3-deep-research',
    effectiveFrom: '2025-06-26',
    standard: { input: 10, cachedInput: 2.5, output: 40 },
    batch: { input: 5, output: 20 },
    source: LITELLM,
  },
  {
    model: 'o4-mini-deep-research',
    effectiveFrom: '2025-06-26',
    standard: { input: 2, cachedInput: 0.5, output: 8 },
    batch: { input: 1, output: 4 },
    source: LITELLM,
  },
];
