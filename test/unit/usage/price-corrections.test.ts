import { afterEach, describe, expect, it } from 'vitest';
import { estimateCost, pricingVersion, pricingVersionInUse } from '../../../lib/usage/cost.ts';
import { parsePriceCorrections } from '../../../lib/usage/price-corrections.ts';
import { priceRow } from '../../../lib/usage/prices.ts';
import { usePriceCorrections } from '../../../lib/usage/prices-in-use.ts';

const at = new Date('2026-11-29T12:00:00Z');

const row = (fields: object = {}) => ({
  model: 'gpt-6-astra',
  effectiveFrom: '2026-11-28',
  standard: { input: 3, output: 7 },
  source: 'a page',
  ...fields,
});

function corrections(...rows: readonly object[]) {
  const read = parsePriceCorrections(JSON.stringify(rows));
  if ('problems' in read) throw new Error(read.problems.join('\n'));
  return read.corrections;
}

afterEach(() => usePriceCorrections(undefined));

describe('parsePriceCorrections', () => {
  it('reads rows with all that a row may have', () => {
    const full = row({
      standard: {
        input: 3,
        cachedInput: 0.3,
        cacheWrite: 4,
        cacheWrite12h: 6,
        output: 7,
        audioInput: 9,
        audioOutput: 10,
      },
      flex: { input: 1, output: 2 },
      longContext: true,
    });
    expect(corrections(full).rows).toEqual([full]);
  });

  it.each([
    ['no JSON', '[{', 'not JSON'],
    ['no list', '{}', 'Invalid input: expected array, received object'],
    ['no source', JSON.stringify([row({ source: undefined })]), '0.source'],
    ['an unknown field', JSON.stringify([row({ currency: 'EUR' })]), 'currency'],
    ['an unknown rate', JSON.stringify([row({ standard: { input: 1, output: 2, inptu: 3 } })]), '0.standard'],
    ['a price of 0', JSON.stringify([row({ standard: { input: 0, output: 2 } })]), '0.standard.input'],
    ['a price in words', JSON.stringify([row({ standard: { input: '1', output: 2 } })]), '0.standard.input'],
    [
      'a cached price above the full one',
      JSON.stringify([row({ standard: { input: 1, cachedInput: 2, output: 2 } })]),
      '0.standard.cachedInput',
    ],
    ['no day', JSON.stringify([row({ effectiveFrom: '2026-11' })]), '0.effectiveFrom'],
    ['a day that is none', JSON.stringify([row({ effectiveFrom: '2026-02-30' })]), '0.effectiveFrom'],
    ['a row twice', JSON.stringify([row(), row()]), 'two rows'],
    ['a bad row among good ones', JSON.stringify([row(), row({ model: '' })]), '1.model'],
  ])('refuses %s as a whole', (_name, text, problem) => {
    expect(parsePriceCorrections(text)).toEqual({ problems: [expect.stringContaining(problem)] });
  });

  it('names versions apart, whatever the spaces', () => {
    const [one, two] = [corrections(row()), corrections(row({ standard: { input: 3, output: 7.1 } }))];
    expect(one.version).toMatch(/^[0-9a-f]{8}$/);
    expect(one.version).not.toBe(two.version);
    expect(parsePriceCorrections(JSON.stringify([row()], null, 2))).toEqual({ corrections: one });
  });
});

describe('a corrected price', () => {
  it.each([
    ['of a later day than the built-in row', 'gpt-6-astra', { effectiveFrom: '2026-11-28' }, 3],
    ['of the same day', 'gpt-6-astra', { effectiveFrom: '2026-09-13' }, 3],
    ['of an earlier day than the built-in row', 'gpt-6-astra', { effectiveFrom: '2026-09-12' }, 10],
    ['of a day to come', 'gpt-6-astra', { effectiveFrom: '2026-12-01' }, 10],
    ['of a model that is not built in', 'gpt-9', { model: 'gpt-9' }, 3],
    ['of the model behind an alias', 'gpt-5.6', { model: 'gpt-5.6-sol' }, 3],
    ['of an alias', 'gpt-5.6', { model: 'gpt-5.6' }, 3],
    ['of a model, for its snapshot', 'gpt-6-astra-2026-09-13', {}, 3],
    ['of a snapshot', 'gpt-4o-2024-08-06', { model: 'gpt-4o-2024-08-06' }, 3],
    ['of a snapshot without a built-in price', 'gpt-4o-2024-05-13', { model: 'gpt-4o-2024-05-13' }, 3],
    ['of another snapshot', 'gpt-4o-2024-11-20', { model: 'gpt-4o-2024-08-06' }, 2.5],
    ['of another model', 'gpt-6-astra', { model: 'gpt-6-sol' }, 10],
  ])('%s: %s', (_name, model, fields, input) => {
    expect(priceRow(model, at, corrections(row(fields)).rows)?.standard.input).toBe(input);
  });

  it('is in every estimate of the container, and its version in the log, until it is taken away', () => {
    const usage = {
      ...{ inputTokens: 1_000_000, outputTokens: 0, totalTokens: 1_000_000 },
      ...{ cachedInputTokens: null, cacheWriteTokens: null, cacheWrite12hTokens: null, reasoningTokens: null },
    };
    const given = corrections(row());
    const cost = () => estimateCost({ model: 'gpt-6-astra', usage, at });
    const before = cost();
    usePriceCorrections(given);
    expect([cost(), pricingVersionInUse()]).toEqual([3, `${pricingVersion}+${given.version}`]);
    usePriceCorrections(undefined);
    expect([cost(), pricingVersionInUse()]).toEqual([before, pricingVersion]);
  });
});
