import type { ModelInfo } from '@pydantic/genai-prices';
import type { PriceRow } from '../../lib/usage/price-row.ts';
import { differenceText, priceDifferences } from './differences.ts';
import { type KnownDifferences, knownDifferences } from './known-differences.ts';

/** How the built-in prices differ from genai-prices', as text. */
export interface CompareReport {
  readonly lines: readonly string[];
  /** How many differences have no reason. */
  readonly unnamed: number;
}

/** Each difference on a day, those without a reason first; and the reasons that nothing stands behind any more. */
export function compareReport(
  rows: readonly PriceRow[],
  models: readonly ModelInfo[],
  day: string,
  known: readonly KnownDifferences[] = knownDifferences,
): CompareReport {
  const found = priceDifferences(rows, models, day).map(differenceText);
  const named = new Set(known.flatMap(({ differences }) => differences));
  const unnamed = found.filter((text) => !named.has(text));
  const gone = [...named].filter((text) => !found.includes(text));
  const accepted = known
    .map(({ reason, differences }) => ({ reason, differences: differences.filter((text) => found.includes(text)) }))
    .filter(({ differences }) => differences.length > 0);
  const block = (title: string, texts: readonly string[]) =>
    texts.length > 0 ? [title, ...texts.map((text) => `  ${text}`), ''] : [];
  const end = `${found.length} differences on ${day}, ${unnamed.length} without a reason, ${gone.length} reasons without a difference`;
  return {
    lines: [
      ...block('Without a reason (infra/prices/known-differences.ts)', unnamed),
      ...block('Named, but no longer there', gone),
      ...accepted.flatMap(({ reason, differences }) => block(reason, differences)),
      end,
    ],
    unnamed: unnamed.length,
  };
}
