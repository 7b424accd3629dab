import type { Table } from '../storage/table/table.ts';
import { itemKey, textOf } from '../storage/table/table.ts';
import { parsePriceCorrections } from '../usage/price-corrections.ts';
import { usePriceCorrections } from '../usage/prices-in-use.ts';

/** Where an operator keeps price corrections (docs/decisions/0025-access.md). */
export const PRICES_KEY = itemKey('PRICES', 'CURRENT');

const KEPT_MS = 5 * 60 * 1000;

/** After a failure: soon, but not with every request. */
const RETRY_MS = 10 * 1000;

/** A request waits no longer for prices: those that it has are good enough. */
const PATIENCE_MS = 1000;

export interface PriceSourceOptions {
  readonly table: Table;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
  readonly warn: (message: string, details: Readonly<Record<string, unknown>>) => void;
}

/** Keeps a container's price corrections fresh. */
export interface PriceSource {
  /** Has the corrections in use be at most five minutes old. Never rejects: what cannot be read leaves the prices as they are. */
  readonly refresh: () => Promise<void>;
}

/** The corrections that the table holds; a bad set is told of once and ignored as a whole. One of them a container. */
export function priceSource({ table, now, warn }: PriceSourceOptions): PriceSource {
  let dueAt = Number.NEGATIVE_INFINITY;
  let running: Promise<void> | undefined;
  let lastText: string | undefined;

  const take = (text: string | undefined): void => {
    if (text === lastText) return;
    lastText = text;
    const read = text === undefined ? undefined : parsePriceCorrections(text);
    if (read && 'problems' in read) warn('Price corrections ignored', { problems: read.problems.slice(0, 10) });
    usePriceCorrections(read && 'corrections' in read ? read.corrections : undefined);
  };

  const load = async (): Promise<void> => {
    try {
      const signal = AbortSignal.timeout(PATIENCE_MS);
      const { Item } = await table.send('GetItem', { TableName: table.name, Key: PRICES_KEY }, { signal });
      take(textOf(Item, 'rows'));
      dueAt = now() + KEPT_MS;
    } catch (error) {
      warn('Price corrections could not be read', { error });
      dueAt = now() + RETRY_MS;
    }
  };

  return {
    refresh: async () => {
      if (!running && now() < dueAt) return;
      running ??= load().finally(() => {
        running = undefined;
      });
      await running;
    },
  };
}
