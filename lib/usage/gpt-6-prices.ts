import type { PriceRow } from './price-row.ts';

/** The GPT-6 family. */
export const gpt6Prices: readonly PriceRow[] = [
  {
    model: 'gpt-6-astra',
    effectiveFrom: '2026-09-13',
    standard: { input: 10, cachedInput: 1, cacheWrite: 12.5, output: 50 },
    flex: { input: 5, cachedInput: 0.5, cacheWrite: 6.25, output: 25 },
    batch: { input: 5, cachedInput: 0.5, cacheWrite: 6.25, output: 25 },
    priority: { input: 20, cachedInput: 2, cacheWrite: 25, output: 100 },
    longContext: true,
    source: 'developers.openai.com/api/docs/pricing.md, parsed by github.com/anuran-roy/unified-llm-pricing@0f26534',
  },
  {
    model: 'gpt-6.1-sol',
    effectiveFrom: '2026-10-13',
    standard: { input: 2, cachedInput: 0.1, cacheWrite: 2.5, output: 10 },
    // Flex and priority: the stated multipliers (0.5 and 2) of the standard price.
    flex: { input: 1, cachedInput: 0.05, cacheWrite: 1.25, output: 5 },
    batch: { input: 1, cachedInput: 0.05, cacheWrite: 1.25, output: 5 },
    priority: { input: 4, cachedInput: 0.2, cacheWrite: 5, output: 20 },
    longContext: true,
    source: 'docs.litellm.ai/blog/gpt_6_1_sol; wavespeed.ai/llm/openai/gpt-6.1-sol; docs.laozhang.ai 2026-10-13',
  },
  {
    model: 'gpt-6.1-terra',
    effectiveFrom: '2026-10-26',
    standard: { input: 1, cachedInput: 0.05, cacheWrite: 1.25, cacheWrite12h: 2.5, output: 5 },
    // Cache writes of the tiers: derived, as many times the input as in standard; the sources leave them out.
    flex: { input: 0.5, cachedInput: 0.025, cacheWrite: 0.625, cacheWrite12h: 1.25, output: 2.5 },
    batch: { input: 0.5, cachedInput: 0.025, cacheWrite: 0.625, cacheWrite12h: 1.25, output: 2.5 },
    priority: { input: 2, cachedInput: 0.1, cacheWrite: 2.5, cacheWrite12h: 5, output: 10 },
    longContext: true,
    source: 'docs.litellm.ai/blog/gpt-6-1-terra; apidog.com gpt-6-1-terra-pricing',
  },
  {
    model: 'gpt-6-sol',
    effectiveFrom: '2026-09-22',
    standard: { input: 2, cachedInput: 0.2, cacheWrite: 2.5, output: 10 },
    longContext: true,
    source: 'github.com/merefield/codexometer v0.18.4 (2026-09-22); apidog via dev.to/hassann',
  },
  {
    model: 'gpt-6-luna',
    effectiveFrom: '2026-09-22',
    standard: { input: 0.1, cachedInput: 0.01, cacheWrite: 0.125, output: 0.5 },
    longContext: true,
    source: 'github.com/merefield/codexometer v0.18.4 (2026-09-22)',
  },
];
