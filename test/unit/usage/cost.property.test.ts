import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { estimateCost } from '../../../lib/usage/cost.ts';
import { prices } from '../../../lib/usage/prices.ts';
import type { Usage } from '../../../lib/usage/usage.ts';

const at = new Date('2026-11-22T12:00:00Z');
const tokens = fc.nat({ max: 600_000 });
const part = fc.option(tokens);
const model = fc.constantFrom(...new Set(prices.map((row) => row.model)));
const tier = fc.constantFrom('default', 'auto', 'flex', 'batch', 'priority', null);

/** Usage of text, consistent or not: details may well be more than the whole they belong to. */
const usage = fc
  .record({
    inputTokens: tokens,
    outputTokens: tokens,
    cachedInputTokens: part,
    cacheWriteTokens: part,
    reasoningTokens: part,
  })
  .map(
    (fields): Usage => ({
      ...fields,
      cacheWrite12hTokens: null,
      totalTokens: fields.inputTokens + fields.outputTokens,
    }),
  );

/** The cost of what is known to have a price. */
function cost(input: { model: string; serviceTier: string | null; usage: Usage }): number {
  return estimateCost({ ...input, at }) ?? fail(input);
}

function fail(input: unknown): never {
  throw new Error(`no price for ${JSON.stringify(input)}`);
}

const priced = fc
  .record({ model, serviceTier: tier, usage })
  .filter(({ model, serviceTier }) => prices.some((row) => row.model === model && (row[named(serviceTier)] ?? false)));

function named(serviceTier: string | null) {
  return serviceTier === 'flex' || serviceTier === 'batch' || serviceTier === 'priority' ? serviceTier : 'standard';
}

describe('estimateCost, whatever the tokens', () => {
  it('is a number of dollars, not negative, where model and tier have a price', () => {
    fc.assert(
      fc.property(priced, (input) => {
        expect(cost(input)).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('does not fall when a token is added', () => {
    fc.assert(
      fc.property(priced, tokens, fc.constantFrom('inputTokens', 'outputTokens'), (input, more, field) => {
        const larger = { ...input.usage, [field]: input.usage[field] + more };
        expect(cost({ ...input, usage: larger })).toBeGreaterThanOrEqual(cost(input));
      }),
    );
  });

  it('is at most the uncached price where input was cached', () => {
    fc.assert(
      fc.property(priced, ({ usage, ...input }) => {
        const plain = { ...usage, cacheWriteTokens: null };
        expect(cost({ ...input, usage: plain })).toBeLessThanOrEqual(
          cost({ ...input, usage: { ...plain, cachedInputTokens: null } }),
        );
      }),
    );
  });

  it('does not depend on how much of the output was reasoning', () => {
    fc.assert(
      fc.property(priced, part, ({ usage, ...input }, reasoningTokens) => {
        expect(cost({ ...input, usage: { ...usage, reasoningTokens } })).toBe(cost({ ...input, usage }));
      }),
    );
  });

  it('is null for every model that the table does not have', () => {
    fc.assert(
      fc.property(fc.string(), usage, (suffix, usage) => {
        expect(estimateCost({ model: `unheard-of-${suffix}`, usage, at })).toBeNull();
      }),
    );
  });
});
