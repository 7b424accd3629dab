import type { ModelInfo, ModelPrice } from '@pydantic/genai-prices';
import type { PriceRow, Rates } from '../../lib/usage/price-row.ts';
import { toolFees } from '../../lib/usage/tool-fees.ts';
import { type TheirRate, theirModel, theirPrices, theirRate } from './their-prices.ts';

/** One thing in which the built-in prices and genai-prices differ. */
export interface Difference {
  readonly model: string;
  /** A rate; `longContext`; `only ours` or `only theirs` of a whole model. */
  readonly field: string;
  /** Undefined where that side has none. */
  readonly ours?: number | string | undefined;
  readonly theirs?: number | string | undefined;
}

/** What the rates are called there. Their output of image models is text unless they name the images' own. */
const RATES: Readonly<Partial<Record<keyof Rates, string>>> = {
  input: 'input_mtok',
  cachedInput: 'cache_read_mtok',
  cacheWrite: 'cache_write_mtok',
  imageInput: 'input_image_mtok',
  imageCachedInput: 'cache_image_read_mtok',
  audioInput: 'input_audio_mtok',
  audioCachedInput: 'cache_audio_read_mtok',
  audioOutput: 'output_audio_mtok',
};

/** Fees per thousand calls, in both. */
const FEES: Readonly<Record<string, string>> = {
  web_search_call: 'web_searches_kcount',
  file_search_call: 'storage_searches_kcount',
};

/** What a long request costs more by, in our words: `above 272000: input x2, output x1.5`. */
const OUR_LONG_CONTEXT = 'above 272000: input x2, output x1.5';

function longContextOf(price: ModelPrice): string | undefined {
  const factor = (rate: TheirRate | undefined) => rate?.tiers[0] && rate.tiers[0].price / rate.base;
  const input = theirRate(price, 'input_mtok');
  const start = input?.tiers[0]?.start;
  if (start === undefined) return undefined;
  return `above ${start}: input x${factor(input)}, output x${factor(theirRate(price, 'output_mtok'))}`;
}

function outputsOf(price: ModelPrice): { output: number | undefined; textOutput: number | undefined } {
  const images = theirRate(price, 'output_image_mtok')?.base;
  const output = theirRate(price, 'output_mtok')?.base;
  return images === undefined ? { output, textOutput: undefined } : { output: images, textOutput: output };
}

function differencesOfModel(row: PriceRow, price: ModelPrice): Difference[] {
  const { model, standard } = row;
  const rates = Object.entries(RATES).map(([field, key]) => ({
    field,
    ours: standard[field as keyof Rates],
    theirs: theirRate(price, key)?.base,
  }));
  const outputs = Object.entries(outputsOf(price)).map(([field, theirs]) => ({
    field,
    ours: standard[field as keyof Rates],
    theirs,
  }));
  const longContext = { field: 'longContext', ours: row.longContext && OUR_LONG_CONTEXT, theirs: longContextOf(price) };
  // Not every model of theirs has fees; those that have should have ours.
  const fees = Object.entries(FEES)
    .map(([call, key]) => ({ field: call, ours: toolFees({ [call]: 1000 }), theirs: theirRate(price, key)?.base }))
    .filter(({ theirs }) => theirs !== undefined);
  return [...rates, ...outputs, longContext, ...fees]
    .filter(({ ours, theirs }) => ours !== theirs)
    .map((difference) => ({ model, ...difference }));
}

/** The row of each model that is in force on a day. */
function rowsInForce(rows: readonly PriceRow[], day: string): readonly PriceRow[] {
  const latest = new Map<string, PriceRow>();
  for (const row of rows.filter(({ effectiveFrom }) => effectiveFrom <= day)) {
    const known = latest.get(row.model);
    if (!known || known.effectiveFrom <= row.effectiveFrom) latest.set(row.model, row);
  }
  return [...latest.values()];
}

/** Every difference between price rows and genai-prices' models, on a day. Standard prices: they have no others. */
export function priceDifferences(rows: readonly PriceRow[], models: readonly ModelInfo[], day: string): Difference[] {
  const inForce = rowsInForce(rows, day);
  const shared = inForce.map((row) => ({ row, theirs: theirModel(models, row.model) }));
  const named = new Set(shared.map(({ theirs }) => theirs?.id));
  return [
    ...shared.flatMap(({ row, theirs }) =>
      theirs ? differencesOfModel(row, theirPrices(theirs, day)) : [{ model: row.model, field: 'only ours' }],
    ),
    ...models.filter(({ id }) => !named.has(id)).map(({ id }) => ({ model: id, field: 'only theirs' })),
  ];
}

/** A difference in one line. */
export function differenceText({ model, field, ours, theirs }: Difference): string {
  return field.startsWith('only')
    ? `${model}: ${field}`
    : `${model} ${field}: ours ${ours ?? 'none'}, theirs ${theirs ?? 'none'}`;
}
