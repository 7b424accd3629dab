import type { PriceRow } from './price-row.ts';

/** Prices that an operator gave beside the built-in ones. */
export interface PriceCorrections {
  readonly rows: readonly PriceRow[];
  /** Differs where the rows differ; goes into the logged version. */
  readonly version: string;
}

let corrections: PriceCorrections | undefined;

/**
 * Prices are known by everything that logs a cost, in each function. So the corrections are the container's, as the built-in rows
 * are: set here by whoever loads them, and the default argument of what looks up a price.
 */
export function usePriceCorrections(given: PriceCorrections | undefined): void {
  corrections = given;
}

/** The corrections in use in this container. */
export function priceCorrections(): PriceCorrections | undefined {
  return corrections;
}
