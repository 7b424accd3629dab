import { describe, expect, it } from 'vitest';
import type { UsageSum } from '../../../lib/budget/read-usage-ledger.ts';
import { sumUsage } from '../../../lib/budget/sum-usage.ts';

function sum(changes: Partial<UsageSum>): UsageSum {
  return {
    day: '2026-11-29',
    principal: 'bearer:ada',
    endpoint: 'create-text',
    model: 'gpt-6.1-terra',
    requests: 1n,
    inputTokens: 10n,
    outputTokens: 2n,
    nanos: 100_000_000n,
    unpriced: 0n,
    ...changes,
  };
}

const keysOf = (sums: readonly UsageSum[], by: Parameters<typeof sumUsage>[1]) =>
  sumUsage(sums, by).rows.map(({ key }) => key);

describe('sums of usage', () => {
  it('of nothing are nothing', () => {
    const nothing = { requests: 0, input_tokens: 0, output_tokens: 0, cost_usd: 0, unpriced_requests: 0 };
    expect(sumUsage([], 'day')).toEqual({ rows: [], total: nothing });
  });

  it('are exact where those of doubles are not', () => {
    const tenths = Array.from({ length: 3 }, () => sum({}));
    expect(0.1 + 0.1 + 0.1).not.toBe(0.3);
    expect(sumUsage(tenths, 'model').total.cost_usd).toBe(0.3);
    // Beyond what a double counts one by one: 9 million dollars and more.
    const large = [sum({ nanos: 9_007_199_254_740_993n }), sum({ nanos: 7n })];
    expect(sumUsage(large, 'model').total.cost_usd).toBe(9_007_199.254741);
  });

  it('have a row for each key, and a total of all', () => {
    const sums = [
      sum({ requests: 2n, unpriced: 1n }),
      sum({ endpoint: 'stream-text', nanos: 5n }),
      sum({ principal: 'bearer:bob', nanos: 1n }),
    ];
    expect(sumUsage(sums, 'endpoint')).toEqual({
      rows: [
        {
          key: 'create-text',
          requests: 3,
          input_tokens: 20,
          output_tokens: 4,
          cost_usd: 0.100000001,
          unpriced_requests: 1,
        },
        { key: 'stream-text', requests: 1, input_tokens: 10, output_tokens: 2, cost_usd: 5e-9, unpriced_requests: 0 },
      ],
      total: { requests: 4, input_tokens: 30, output_tokens: 6, cost_usd: 0.100000006, unpriced_requests: 1 },
    });
  });

  it('have days in order, and else what cost most first, then by name', () => {
    const days = ['2026-11-29', '2026-10-01', '2026-11-02'].map((day, index) => sum({ day, nanos: BigInt(index) }));
    expect(keysOf(days, 'day')).toEqual(['2026-10-01', '2026-11-02', '2026-11-29']);
    const models = [
      ['b', 1n],
      ['', 1n],
      ['a', 1n],
      ['c', 2n],
    ] as const;
    const sums = models.map(([model, nanos]) => sum({ model, nanos }));
    expect(keysOf(sums, 'model')).toEqual(['c', '', 'a', 'b']);
  });

  it('take keys for what they are, whatever they are called', () => {
    expect(keysOf([sum({ model: '__proto__' }), sum({ model: 'constructor' })], 'model')).toEqual([
      '__proto__',
      'constructor',
    ]);
  });
});
