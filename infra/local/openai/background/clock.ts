/** What background responses go by. */
export interface Clock {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Calls back once `now()` has gone on by so many milliseconds; returns what calls that off. */
  readonly after: (milliseconds: number, callback: () => void) => () => void;
}

/** Waits; rejects with the signal's reason when that comes first. */
export type Sleep = (milliseconds: number, signal: AbortSignal) => Promise<void>;

/** This machine's time. What is waited for keeps no process alive. */
export const machineClock: Clock = {
  now: Date.now,
  after(milliseconds, callback) {
    const due = Date.now() + milliseconds;
    let timer: NodeJS.Timeout;
    const wait = (): void => {
      // Node's timers follow another clock than `now()` and may be a millisecond ahead of it.
      timer = setTimeout(
        () => (Date.now() < due ? wait() : callback()),
        Math.max(0, Math.ceil(due - Date.now())),
      ).unref();
    };
    wait();
    return () => clearTimeout(timer);
  },
};

/** Waiting by a clock. */
export function sleepBy(clock: Clock): Sleep {
  return (milliseconds, signal) => {
    if (signal.aborted) return Promise.reject(signal.reason);
    if (milliseconds <= 0) return Promise.resolve();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const leave = (): void => {
      callOff();
      reject(signal.reason);
    };
    const callOff = clock.after(milliseconds, () => {
      signal.removeEventListener('abort', leave);
      resolve();
    });
    signal.addEventListener('abort', leave, { once: true });
    return promise;
  };
}
