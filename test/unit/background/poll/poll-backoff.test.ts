import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pollWaitMs } from '../../../../lib/background/poll/poll-backoff.ts';

const attempts = fc.nat({ max: 100_000 });
/** In [0, 1), as `Math.random`. */
const randoms = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe('the wait before a response is asked for again', () => {
  it.each([
    [0, 5000],
    [1, 7500],
    [2, 11_250],
    [3, 16_875],
    [4, 25_313],
    [5, 37_969],
    [6, 56_953],
    [7, 60_000],
    [8, 60_000],
    [50, 60_000],
    [100_000, 60_000],
  ])('after %i attempts is %i ms at the most', (attempt, longest) => {
    expect(pollWaitMs(attempt, 0)).toBe(longest);
  });

  it('is a fifth shorter at the most, and whole milliseconds', () => {
    fc.assert(
      fc.property(attempts, randoms, (attempt, random) => {
        const wait = pollWaitMs(attempt, random);
        const longest = pollWaitMs(attempt, 0);
        expect(Number.isSafeInteger(wait)).toBe(true);
        expect(wait).toBeLessThanOrEqual(longest);
        expect(wait).toBeGreaterThanOrEqual(Math.floor(longest * 0.8));
      }),
    );
  });

  it('never shrinks from one attempt to the next', () => {
    fc.assert(
      fc.property(attempts, randoms, (attempt, random) => {
        expect(pollWaitMs(attempt + 1, random)).toBeGreaterThanOrEqual(pollWaitMs(attempt, random));
      }),
    );
  });

  it('differs from record to record by the whole of that fifth', () => {
    expect(pollWaitMs(0, 0.5)).toBe(4500);
    expect(pollWaitMs(20, 0.999_999)).toBe(48_000);
  });
});
