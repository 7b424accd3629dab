/** The wait before a response is asked for again, in milliseconds: 5 s, 7.5 s, 11.25 s … up to a minute. */
const FIRST_WAIT_MS = 5_000;
const GROWTH = 1.5;
/** No record waits for longer from when it was written, whatever it says. */
export const LONGEST_WAIT_MS = 60_000;
/** Up to this part of a wait is taken off, so that records made together are not asked for together. */
const JITTER = 0.2;

/**
 * Milliseconds until a response that was asked for `attempts` times is asked for again; before the first time, until it
 * first is. `random` in [0, 1).
 */
export function pollWaitMs(attempts: number, random: number): number {
  const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * GROWTH ** Math.min(attempts, 20));
  return Math.round(wait * (1 - JITTER * random));
}
