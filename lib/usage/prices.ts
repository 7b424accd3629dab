import { earlierPrices } from './earlier-prices.ts';
import { embeddingPrices } from './embedding-prices.ts';
import { gpt56Prices } from './gpt-5-6-prices.ts';
import { gpt5Prices } from './gpt-5-prices.ts';
import { gpt6Prices } from './gpt-6-prices.ts';
import { imageAndAudioPrices } from './image-and-audio-prices.ts';
import { dateless } from './model-name.ts';
import type { PriceRow } from './price-row.ts';
import { priceCorrections } from './prices-in-use.ts';

/** Every row; a model may have several, one for each change of its price. */
export const prices: readonly PriceRow[] = [
  ...gpt6Prices,
  ...gpt56Prices,
  ...gpt5Prices,
  ...earlierPrices,
  ...imageAndAudioPrices,
  ...embeddingPrices,
];

/** Names that OpenAI resolves to another model of the table. */
const aliases: Readonly<Record<string, string>> = { 'gpt-5.6': 'gpt-5.6-sol' };

/** Snapshots that cost something else than their base model (this one: more), at a price the table does not have. */
const unpricedSnapshots: ReadonlySet<string> = new Set(['gpt-4o-2024-05-13']);

/** The row of a model that held at a moment: the latest; the last in the list where several are of one day. */
function rowInForce(rows: readonly PriceRow[], model: string | undefined, moment: number): PriceRow | undefined {
  return rows
    .filter((row) => row.model === model && Date.parse(row.effectiveFrom) <= moment)
    .reduce<PriceRow | undefined>(
      (latest, row) => (latest && latest.effectiveFrom > row.effectiveFrom ? latest : row),
      undefined,
    );
}

/**
 * The row that prices `model` at a moment: by its name, as an alias, or as a dated snapshot of a model. Nothing where the
 * model is not in the table or was in no row yet. A correction wins over the built-in rows of its day and of earlier ones; one
 * that names a snapshot prices that snapshot alone.
 */
export function priceRow(
  model: string,
  at: Date,
  corrected: readonly PriceRow[] = priceCorrections()?.rows ?? [],
): PriceRow | undefined {
  const moment = at.getTime();
  const exact = rowInForce(corrected, model, moment);
  const base = dateless(model);
  if (unpricedSnapshots.has(model) || (exact && base !== model)) return exact;
  const name = Object.hasOwn(aliases, base) ? aliases[base] : base;
  const named = rowInForce(corrected, name, moment);
  const builtIn = rowInForce(prices, name, moment);
  const row = exact && (!named || named.effectiveFrom <= exact.effectiveFrom) ? exact : named;
  return row && (!builtIn || builtIn.effectiveFrom <= row.effectiveFrom) ? row : builtIn;
}
