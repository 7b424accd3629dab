import type { PriceRow } from './price-row.ts';

const SOURCE = 'developers.openai.com/api/docs/pricing (Embeddings)';

/** Models that turn texts into vectors. They have no output. */
export const embeddingPrices: readonly PriceRow[] = [
  {
    model: 'text-embedding-3-small',
    effectiveFrom: '2024-01-25',
    standard: { input: 0.02, output: 0 },
    batch: { input: 0.01, output: 0 },
    source: SOURCE,
  },
  {
    model: 'text-embedding-3-large',
    effectiveFrom: '2024-01-25',
    standard: { input: 0.13, output: 0 },
    batch: { input: 0.065, output: 0 },
    source: SOURCE,
  },
  {
    model: 'text-embedding-ada-002',
    effectiveFrom: '2023-06-13',
    standard: { input: 0.1, output: 0 },
    batch: { input: 0.05, output: 0 },
    source: SOURCE,
  },
];
