import { earlierPrices } from './earlier-prices.ts';
import { gpt56Prices } from './gpt-5-6-prices.ts';
import { gpt5Prices } from './gpt-5-prices.ts';
import { gpt6Prices } from './gpt-6-prices.ts';
import { imageAndAudioPrices } from './image-and-audio-prices.ts';
import { dateless } from './model-name.ts';
import type { PriceRow } from './price-row.ts';

/** Every row; a model may have several, one for each change of its price. */
export const prices: readonly PriceRow[] = [
  ...gpt6Prices,
  ...gpt56Prices,
  ...gpt5Prices,
  ...earlierPrices,
  ...imageAndAudioPrices,
];

/** Names that OpenAI resolves to another model of the table. */
const aliases: Readonly<Record<string, string>> = { 'gpt-5.6': 'gpt-5.6-sol' };

/** Snapshots that cost something else than their base model (this one: more), at a price the table does not have. */
const unpricedSnapshots: ReadonlySet<string> = new Set(['gpt-4o-2024-05-13']);

/**
 * The row that prices `model` at a moment: by its name, as an alias, or as a dated snapshot of a model. Nothing where the
 * model is not in the table or was in no row yet.
 */
export function priceRow(model: string, at: Date): PriceRow | undefined {
  if (unpricedSnapshots.has(model)) return undefined;
  const base = dateless(model);
  const name = Object.hasOwn(aliases, base) ? aliases[base] : base;
  const moment = at.getTime();
  return prices
    .filter((row) => row.model === name && Date.parse(row.effectiveFrom) <= moment)
    .reduce<PriceRow | undefined>(
      (latest, row) => (latest && latest.effectiveFrom > row.effectiveFrom ? latest : row),
      undefined,
    );
}
