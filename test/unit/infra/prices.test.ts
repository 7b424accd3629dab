import { describe, expect, it } from 'vitest';
import { compareReport } from '../../../infra/prices/compare-report.ts';
import { differenceText, priceDifferences } from '../../../infra/prices/differences.ts';
import { knownDifferences } from '../../../infra/prices/known-differences.ts';
import { theirModels } from '../../../infra/prices/their-prices.ts';
import { pricingVersion } from '../../../lib/usage/cost.ts';
import type { PriceRow } from '../../../lib/usage/price-row.ts';
import { prices } from '../../../lib/usage/prices.ts';

describe('the built-in prices beside genai-prices', () => {
  const found = priceDifferences(prices, theirModels(), pricingVersion).map(differenceText);
  const named = knownDifferences.flatMap(({ differences }) => differences);

  it('differ in nothing that has no reason', () => {
    expect(found.filter((text) => !named.includes(text))).toEqual([]);
  });

  it('differ in all that has a reason, each once', () => {
    expect(named.filter((text) => !found.includes(text))).toEqual([]);
    expect(new Set(named).size).toBe(named.length);
  });

  it('were compared: most models are known to both', () => {
    const shared = prices.filter(({ model }) => !found.includes(`${model}: only ours`));
    expect(shared.length).toBeGreaterThan(30);
  });

  it('have a reason worth reading for each', () => {
    for (const { reason, differences } of knownDifferences) {
      expect(reason.length).toBeGreaterThan(20);
      expect(differences.length).toBeGreaterThan(0);
    }
  });
});

describe('priceDifferences', () => {
  const ours: PriceRow = { model: 'a', effectiveFrom: '2026-01-01', standard: { input: 1, output: 2 }, source: 's' };
  const theirs = { id: 'a', match: { or: [{ equals: 'a' }] }, prices: { input_mtok: 1, output_mtok: 2 } };
  const long = (base: number, start: number, price: number) => ({ base, tiers: [{ start, price }] });

  it.each([
    ['nothing', ours, theirs, []],
    ['a rate', ours, { ...theirs, prices: { input_mtok: 1.5, output_mtok: 2 } }, ['a input: ours 1, theirs 1.5']],
    [
      'a rate of one side',
      ours,
      { ...theirs, prices: { ...theirs.prices, cache_read_mtok: 0.1 } },
      ['a cachedInput: ours none, theirs 0.1'],
    ],
    [
      'where long requests begin',
      { ...ours, longContext: true as const },
      { ...theirs, prices: { input_mtok: long(1, 300_000, 2), output_mtok: long(2, 300_000, 3) } },
      ['a longContext: ours above 272000: input x2, output x1.5, theirs above 300000: input x2, output x1.5'],
    ],
    [
      'a fee',
      ours,
      { ...theirs, prices: { ...theirs.prices, web_searches_kcount: 25 } },
      ['a web_search_call: ours 10, theirs 25'],
    ],
    ['a model', { ...ours, model: 'b' }, theirs, ['b: only ours', 'a: only theirs']],
    [
      'a price that has begun',
      ours,
      {
        ...theirs,
        prices: [
          { prices: { input_mtok: 9, output_mtok: 2 } },
          {
            constraint: { type: 'start_date' as const, start_date: '2026-02-01' },
            prices: { input_mtok: 8, output_mtok: 2 },
          },
          {
            constraint: { type: 'start_date' as const, start_date: '2026-04-01' },
            prices: { input_mtok: 7, output_mtok: 2 },
          },
        ],
      },
      ['a input: ours 1, theirs 8'],
    ],
  ])('finds %s', (_name, row, model, expected) => {
    expect(priceDifferences([row], [model], '2026-03-01').map(differenceText)).toEqual(expected);
  });

  it('takes the row that is in force', () => {
    const dearer = { ...ours, effectiveFrom: '2026-02-01', standard: { input: 5, output: 9 } };
    expect(priceDifferences([dearer, ours], [theirs], '2026-01-31')).toEqual([]);
  });

  it('is reported with what has no reason, what is gone, and what is accepted', () => {
    const known = [{ reason: 'Because.', differences: ['a: only theirs', 'c: only ours'] }];
    const { lines, unnamed } = compareReport([{ ...ours, model: 'b' }], [theirs], '2026-03-01', known);
    expect(unnamed).toBe(1);
    expect(lines).toEqual([
      'Without a reason (infra/prices/known-differences.ts)',
      '  b: only ours',
      '',
      'Named, but no longer there',
      '  c: only ours',
      '',
      'Because.',
      '  a: only theirs',
      '',
      '2 differences on 2026-03-01, 1 without a reason, 1 reasons without a difference',
    ]);
  });
});
