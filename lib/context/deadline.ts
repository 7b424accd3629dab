/** Kept free before Lambda's own deadline, in milliseconds: for the last frame or the error body, and for the log. */
export const DEADLINE_MARGIN_MS = 1_000;

/** setTimeout's largest delay; a longer one would fire at once. */
const LONGEST_MS = 2_147_483_647;

/** When a request has to be over. Times in milliseconds. */
export interface Deadline {
  /** What is left of the time, less a margin for what has to be done afterwards (`DEADLINE_MARGIN_MS`). Never negative. */
  readonly leftMs: (marginMs?: number) => number;
  /** A signal that is aborted, with a `TimeoutError`, once nothing is left, and at the latest after `atMostMs`. */
  readonly signal: (marginMs?: number, atMostMs?: number) => AbortSignal;
  /** The same deadline so much earlier; later, where the number is negative. */
  readonly earlierBy: (milliseconds: number) => Deadline;
  /** The same deadline, or an earlier one that leaves at most so much time from now. */
  readonly within: (milliseconds: number) => Deadline;
}

/**
 * A deadline by what is left until the platform ends the invocation.
 *
 * @example
 * const deadline = newDeadline(() => context.getRemainingTimeInMillis());
 * await fetch(url, { signal: deadline.signal() });
 */
export function newDeadline(untilEndMs: () => number): Deadline {
  const leftMs = (marginMs = DEADLINE_MARGIN_MS) => Math.max(untilEndMs() - marginMs, 0);
  return {
    leftMs,
    signal: (marginMs, atMostMs = LONGEST_MS) =>
      AbortSignal.timeout(Math.floor(Math.min(Math.max(leftMs(marginMs), 1), atMostMs, LONGEST_MS))),
    earlierBy: (milliseconds) => newDeadline(() => untilEndMs() - milliseconds),
    within: (milliseconds) => {
      const endsAt = performance.now() + milliseconds + DEADLINE_MARGIN_MS;
      return newDeadline(() => Math.min(untilEndMs(), endsAt - performance.now()));
    },
  };
}
