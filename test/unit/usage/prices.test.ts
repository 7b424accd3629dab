import { describe, expect, it } from 'vitest';
import { pricingVersion } from '../../../lib/usage/cost.ts';
import { priceRow, prices } from '../../../lib/usage/prices.ts';

const today = new Date('2026-11-22T12:00:00Z');

describe('the price table', () => {
  it('has one row a model and day', () => {
    const keys = prices.map((row) => `${row.model} ${row.effectiveFrom}`);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it.each(prices.map((row) => [`${row.model} from ${row.effectiveFrom}`, row] as const))(
    '%s is sound',
    (_name, row) => {
      expect(row.effectiveFrom).toMatch(/^\d{4}-\d{2}-\d{2}$/);
      expect(row.effectiveFrom <= pricingVersion).toBe(true);
      expect(row.source).not.toBe('');
      for (const tier of ['standard', 'flex', 'batch', 'priority'] as const) {
        const rates = row[tier];
        if (!rates) continue;
        const { output, ...others } = rates;
        for (const rate of Object.values(others)) expect(rate).toBeGreaterThan(0);
        expect(rates.cachedInput ?? rates.input).toBeLessThanOrEqual(rates.input);
        expect(rates.cacheWrite ?? rates.input).toBeGreaterThanOrEqual(rates.input);
        // Embeddings alone have no output.
        if (/embedding/.test(row.model)) expect(output).toBe(0);
        else expect(output).toBeGreaterThan(rates.input);
      }
    },
  );
});

describe('priceRow', () => {
  it.each([
    ['gpt-6.1-terra', 'gpt-6.1-terra'],
    ['gpt-5-nano-2025-08-07', 'gpt-5-nano'],
    ['gpt-4o-mini-2024-07-18', 'gpt-4o-mini'],
    ['gpt-5.6', 'gpt-5.6-sol'],
    ['gpt-image-2-2026-04-21', 'gpt-image-2'],
  ])('prices %s as %s', (model, row) => {
    expect(priceRow(model, today)?.model).toBe(row);
  });

  it.each([
    'gpt-9',
    '',
    'gpt-5-nano-latest',
    'ft:gpt-4o-mini-2024-07-18:me::1',
    'gpt-4o-2024-05-13',
    'constructor',
    '__proto__',
  ])('has no price for %j', (model) => {
    expect(priceRow(model, today)).toBeUndefined();
  });

  it.each([
    ['2026-08-01T23:59:59Z', undefined],
    ['2026-09-12T23:59:59Z', 5],
    ['2026-09-13T00:00:00Z', 4],
    ['2026-11-21T23:59:59Z', 4],
    ['2026-11-22T00:00:00Z', 5],
  ])('takes the price of gpt-5.6-sol that held at %s', (moment, input) => {
    expect(priceRow('gpt-5.6-sol', new Date(moment))?.standard.input).toBe(input);
  });
});
