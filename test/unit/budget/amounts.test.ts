import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  dayAttribute,
  dayKey,
  monthKey,
  nanosOf,
  reservedNanos,
  secondsToNextDay,
  secondsToNextMonth,
  usdOf,
} from '../../../lib/budget/amounts.ts';

describe('amounts of money', () => {
  it.each([
    [0, 0, 0],
    [0.1, 100_000_000, 100_000_000],
    [0.3, 300_000_000, 300_000_000],
    [0.000_000_001, 1, 1],
    [0.000_000_000_4, 1, 0],
    [1.000_000_000_1, 1_000_000_001, 1_000_000_000],
    [25, 25_000_000_000, 25_000_000_000],
  ])('%d dollars are reserved as %d billionths, and counted as %d', (usd, reserved, counted) => {
    expect([reservedNanos(usd), nanosOf(usd)]).toEqual([reserved, counted]);
  });

  it('come back as they were, whole and never less than what they stand for', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000_000_000 }), (nanos) => {
        expect(nanosOf(usdOf(nanos))).toBe(nanos);
        expect(reservedNanos(usdOf(nanos))).toBeGreaterThanOrEqual(nanos);
        expect(reservedNanos(usdOf(nanos))).toBeLessThanOrEqual(nanos + 1);
      }),
    );
  });
});

describe('days and months of UTC', () => {
  it.each([
    ['2026-11-29T13:25:24.500Z', '2026-11-29', '2026-11', 'd29', 38_076, 124_476],
    ['2026-11-30T23:59:59.999Z', '2026-11-30', '2026-11', 'd30', 1, 1],
    ['2026-12-31T00:00:00.000Z', '2026-12-31', '2026-12', 'd31', 86_400, 86_400],
    ['2028-02-28T12:00:00.000Z', '2028-02-28', '2028-02', 'd28', 43_200, 129_600],
    ['2026-03-01T01:00:00+02:00', '2026-02-28', '2026-02', 'd28', 3600, 3600],
  ])('%s is of %s and %s', (moment, day, month, attribute, toDay, toMonth) => {
    const at = new Date(moment);
    expect([dayKey(at), monthKey(at), dayAttribute(at)]).toEqual([day, month, attribute]);
    expect([secondsToNextDay(at), secondsToNextMonth(at)]).toEqual([toDay, toMonth]);
  });
});
