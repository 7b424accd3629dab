import { describe, expect, it } from 'vitest';
import { usagePeriod } from '../../../../lib/apis/service/usage-period.ts';

const NOW = new Date('2026-11-29T23:59:59.999Z');

describe('the period of a request for usage', () => {
  it.each([
    ['of nothing said', {}, '2026-11-01', '2026-11-29', 29],
    ['of a beginning', { from: '2026-10-30' }, '2026-10-30', '2026-11-29', 31],
    ['of an end', { to: '2026-02-02' }, '2026-02-01', '2026-02-02', 2],
    ['of a day', { from: '2026-11-29', to: '2026-11-29' }, '2026-11-29', '2026-11-29', 1],
    ['over the end of a leap February', { from: '2024-02-28', to: '2024-03-01' }, '2024-02-28', '2024-03-01', 3],
    ['over the ends of summer time', { from: '2026-08-30', to: '2026-11-29' }, '2026-08-30', '2026-11-29', 92],
    ['yet to come', { from: '2027-01-01', to: '2027-01-02' }, '2027-01-01', '2027-01-02', 2],
  ])('%s', (_name, asked, from, to, count) => {
    const period = usagePeriod(asked, NOW);
    expect(period).toMatchObject({ from, to });
    expect(period.days).toHaveLength(count);
    expect(period.days.at(0)).toBe(from);
    expect(period.days.at(-1)).toBe(to);
    expect(period.days.toSorted()).toEqual(period.days);
    expect(new Set(period.days).size).toBe(count);
  });

  it.each([
    [
      'that ends before it begins',
      { from: '2026-11-02', to: '2026-11-01' },
      'to',
      'ends (2026-11-01) before it begins',
    ],
    ['that begins tomorrow', { from: '2026-11-30' }, 'from', 'ends (2026-11-29) before it begins'],
    ['of 93 days', { from: '2026-08-29', to: '2026-11-29' }, 'from', 'has 93 days, and 92 are the most'],
    ['of all days', { from: '0000-01-01', to: '9999-12-31' }, 'from', '92 are the most'],
  ])('is refused %s', (_name, asked, parameter, message) => {
    expect(() => usagePeriod(asked, NOW)).toThrow(
      expect.objectContaining({
        code: 'validation_failed',
        statusCode: 400,
        parameter,
        message: expect.stringContaining(message),
      }),
    );
  });
});
