import { en } from 'zod/locales';
import * as z from 'zod/mini';
import type { PriceRow } from './price-row.ts';
import type { PriceCorrections } from './prices-in-use.ts';

/** USD per million tokens. 0 is refused: nothing is free, and it reads like a price that somebody forgot. */
const rate = z.number().check(z.positive(), z.maximum(100_000));

const rates = z
  .strictObject({
    input: rate,
    cachedInput: z.optional(rate),
    cacheWrite: z.optional(rate),
    cacheWrite12h: z.optional(rate),
    output: rate,
    textOutput: z.optional(rate),
    imageInput: z.optional(rate),
    imageCachedInput: z.optional(rate),
    audioInput: z.optional(rate),
    audioCachedInput: z.optional(rate),
    audioOutput: z.optional(rate),
  })
  .check(
    z.refine(({ input, cachedInput }) => cachedInput === undefined || cachedInput <= input, {
      path: ['cachedInput'],
      message: 'cached input costs at most what input costs',
    }),
  );

const row = z.strictObject({
  model: z.string().check(z.minLength(1), z.maxLength(200)),
  effectiveFrom: z.iso.date(),
  standard: rates,
  flex: z.optional(rates),
  batch: z.optional(rates),
  priority: z.optional(rates),
  longContext: z.optional(z.literal(true)),
  source: z.string().check(z.minLength(1)),
});

const rows = z.array(row).check(
  z.maxLength(1000),
  z.refine((all) => new Set(all.map(({ model, effectiveFrom }) => `${effectiveFrom} ${model}`)).size === all.length, {
    message: 'two rows of one model and day',
  }),
);

/** JSON's way of leaving a field out: a key that is absent. zod's optional fields also take `undefined`. */
function withoutUndefined(value: z.infer<typeof rows>): readonly PriceRow[] {
  return JSON.parse(JSON.stringify(value));
}

/** FNV-1a, 32 bits: enough to tell one set of rows from the next in a log. */
function shortHash(text: string): string {
  let hash = 0x811c9dc5;
  for (const unit of new TextEncoder().encode(text)) hash = Math.imul(hash ^ unit, 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}

/** What came of reading corrections: all of them, or what is wrong with them, one line a problem. */
export type ParsedCorrections = { readonly corrections: PriceCorrections } | { readonly problems: readonly string[] };

/**
 * Reads price corrections: a JSON list of rows, each as a `PriceRow` with its source. One bad row makes all of them bad: prices
 * that are partly those that were meant are worse than the built-in ones.
 */
export function parsePriceCorrections(text: string): ParsedCorrections {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { problems: ['not JSON'] };
  }
  const read = rows.safeParse(json, { error: en().localeError });
  if (!read.success) {
    return {
      problems: read.error.issues.map(({ path, message }) => [path.join('.'), message].filter(Boolean).join(': ')),
    };
  }
  return { corrections: { rows: withoutUndefined(read.data), version: shortHash(JSON.stringify(read.data)) } };
}
