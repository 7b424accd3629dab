import type { PriceRow } from './price-row.ts';

const GENAI_PRICES =
  'github.com/pydantic/genai-prices@47df840 (checked 2026-08-02); tiers: github.com/Portkey-AI/models@f654307 (2026-08-02)';

/** The GPT-5.6 family; `gpt-5.6` itself is an alias of `gpt-5.6-sol`. */
export const gpt56Prices: readonly PriceRow[] = [
  {
    model: 'gpt-5.6-sol',
    effectiveFrom: '2026-08-02',
    standard: { input: 5, cachedInput: 0.5, cacheWrite: 6.25, output: 30 },
    // Derived: half of standard, as in the promotion and in the sister models.
    flex: { input: 2.5, cachedInput: 0.25, cacheWrite: 3.125, output: 15 },
    batch: { input: 2.5, cachedInput: 0.25, cacheWrite: 3.125, output: 15 },
    longContext: true,
    source: GENAI_PRICES,
  },
  {
    model: 'gpt-5.6-sol',
    effectiveFrom: '2026-09-13',
    // Promotional, "at least until 2026-11-21".
    standard: { input: 4, cachedInput: 0.4, cacheWrite: 5, output: 20 },
    flex: { input: 2, cachedInput: 0.2, cacheWrite: 2.5, output: 10 },
    batch: { input: 2, cachedInput: 0.2, cacheWrite: 2.5, output: 10 },
    longContext: true,
    source: 'developers.openai.com/api/docs/models/gpt-5.6-sol; github.com/anuran-roy/unified-llm-pricing@0f26534',
  },
  {
    model: 'gpt-5.6-sol',
    effectiveFrom: '2026-11-22',
    // List price again: the page promises the promotion no further.
    standard: { input: 5, cachedInput: 0.5, cacheWrite: 6.25, output: 30 },
    // Derived: half of standard, as in the promotion and in the sister models.
    flex: { input: 2.5, cachedInput: 0.25, cacheWrite: 3.125, output: 15 },
    batch: { input: 2.5, cachedInput: 0.25, cacheWrite: 3.125, output: 15 },
    longContext: true,
    source: GENAI_PRICES,
  },
  {
    model: 'gpt-5.6-terra',
    // The day of the price cut (terra by 20 %, luna by 80 %).
    effectiveFrom: '2026-07-30',
    standard: { input: 2, cachedInput: 0.2, cacheWrite: 2.5, output: 12 },
    flex: { input: 1, cachedInput: 0.1, cacheWrite: 1.25, output: 6 },
    batch: { input: 1, cachedInput: 0.1, cacheWrite: 1.25, output: 6 },
    priority: { input: 4, cachedInput: 0.4, cacheWrite: 5, output: 24 },
    longContext: true,
    source: GENAI_PRICES,
  },
  {
    model: 'gpt-5.6-luna',
    effectiveFrom: '2026-07-30',
    standard: { input: 0.2, cachedInput: 0.02, cacheWrite: 0.25, output: 1.2 },
    flex: { input: 0.1, cachedInput: 0.01, cacheWrite: 0.125, output: 0.6 },
    batch: { input: 0.1, cachedInput: 0.01, cacheWrite: 0.125, output: 0.6 },
    priority: { input: 0.4, cachedInput: 0.04, cacheWrite: 0.5, output: 2.4 },
    longContext: true,
    source: GENAI_PRICES,
  },
];
