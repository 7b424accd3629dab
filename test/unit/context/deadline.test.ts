import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DEADLINE_MARGIN_MS, newDeadline } from '../../../lib/context/deadline.ts';

describe('what is left', () => {
  it.each([
    [20_000, undefined, 20_000 - DEADLINE_MARGIN_MS],
    [20_000, 0, 20_000],
    [20_000, 5_000, 15_000],
    [500, undefined, 0],
    [500, 500, 0],
    [-3, 0, 0],
  ])('of %i ms, less a margin of %s, is %i ms', (untilEnd, margin, left) => {
    expect(newDeadline(() => untilEnd).leftMs(margin)).toBe(left);
  });

  it('is asked anew each time', () => {
    let untilEnd = 9_000;
    const deadline = newDeadline(() => untilEnd);
    untilEnd = 4_000;
    expect(deadline.leftMs(0)).toBe(4_000);
  });

  it.each([
    [2_000, 7_000],
    [-2_000, 11_000],
    [9_500, 0],
  ])('is %i ms less of a deadline that is so much earlier', (earlier, left) => {
    expect(
      newDeadline(() => 9_000)
        .earlierBy(earlier)
        .leftMs(0),
    ).toBe(left);
  });
});

describe('on a clock that stands', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
  afterEach(() => void vi.useRealTimers());

  it('a limit leaves that much from now, margin aside, and less as time goes by', () => {
    const limited = newDeadline(() => 60_000).within(5_000);
    expect(limited.leftMs()).toBe(5_000);
    vi.advanceTimersByTime(1_500);
    expect(limited.leftMs()).toBe(3_500);
  });

  it('a limit that is later than the deadline changes nothing', () => {
    const deadline = newDeadline(() => 3_000);
    expect(deadline.within(5_000).leftMs()).toBe(deadline.leftMs());
  });
});

describe('the signal', () => {
  /** The delay with which a signal was asked for. */
  function delayOf(untilEnd: number, ...args: readonly (number | undefined)[]): unknown {
    const timeout = vi.spyOn(AbortSignal, 'timeout');
    newDeadline(() => untilEnd).signal(...args);
    const [delay] = timeout.mock.calls[0] ?? [];
    timeout.mockRestore();
    return delay;
  }

  it.each([
    ['once nothing is left', 20_000, [], 20_000 - DEADLINE_MARGIN_MS],
    ['less a margin of its own', 20_000, [4_000], 16_000],
    ['at the latest after what it may take', 20_000, [undefined, 300], 300],
    ['at once where nothing is left', 0, [], 1],
    ['in whole milliseconds', 20_000.9, [0], 20_000],
    ['in no more than a timer can wait', 1e12, [0], 2_147_483_647],
  ])('is aborted %s', (_name, untilEnd, args, delay) => {
    expect(delayOf(untilEnd, ...args)).toBe(delay);
  });

  it('says that it was the time', async () => {
    const signal = newDeadline(() => 0).signal();
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    expect(signal.reason).toMatchObject({ name: 'TimeoutError' });
  });
});
