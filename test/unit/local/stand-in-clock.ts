import type { Clock } from '../../../infra/local/openai/background/clock.ts';

export interface HandClock extends Clock {
  /** Lets time pass: what falls due on the way is called in its order, at its time. */
  readonly advance: (milliseconds: number) => void;
  /** How many calls are still to come. */
  readonly pending: () => number;
}

/** A clock that stands still until it is advanced. */
export function handClock(start = Date.parse('2026-11-22T12:00:00Z')): HandClock {
  let time = start;
  const waiting = new Set<{ readonly due: number; readonly callback: () => void }>();
  return {
    now: () => time,
    after: (milliseconds, callback) => {
      const entry = { due: time + milliseconds, callback };
      waiting.add(entry);
      return () => waiting.delete(entry);
    },
    advance: (milliseconds) => {
      const end = time + milliseconds;
      for (;;) {
        const [next] = [...waiting].filter(({ due }) => due <= end).sort((one, other) => one.due - other.due);
        if (!next) break;
        waiting.delete(next);
        time = Math.max(time, next.due);
        next.callback();
      }
      time = end;
    },
    pending: () => waiting.size,
  };
}
