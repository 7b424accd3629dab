/** The three clocks of a stream, in milliseconds. */
export interface StreamTimerOptions {
  /** Without a byte from upstream. */
  readonly idleMs: number;
  /** Until the stream has to end, whatever has come. */
  readonly deadlineMs: number;
  /** Without a byte to the caller. */
  readonly keepAliveMs: number;
  readonly onIdle: () => void;
  readonly onDeadline: () => void;
  readonly onKeepAlive: () => void;
}

/** Restarts and stops the clocks of a stream. */
export interface StreamTimers {
  /** A byte came from upstream. */
  received(): void;
  /** Bytes went to the caller. */
  sent(): void;
  /** While the caller is the slow one, upstream's silence is our own doing: its clock stands still. */
  waitForCaller(): void;
  stop(): void;
}

/** setTimeout's largest delay (2³¹-1 ms); a longer one would fire at once. */
const LONGEST_DELAY = 2_147_483_647;

/** Starts the clocks. None of them keeps the process alive on its own. */
export function startStreamTimers(options: StreamTimerOptions): StreamTimers {
  let waiting = false;
  const idle = setTimeout(
    () => {
      if (!waiting) options.onIdle();
    },
    Math.min(options.idleMs, LONGEST_DELAY),
  );
  const deadline = setTimeout(options.onDeadline, Math.min(Math.max(options.deadlineMs, 0), LONGEST_DELAY));
  const keepAlive = setInterval(options.onKeepAlive, options.keepAliveMs);
  for (const timer of [idle, deadline, keepAlive]) timer.unref();
  return {
    received() {
      waiting = false;
      idle.refresh();
    },
    sent() {
      keepAlive.refresh();
    },
    waitForCaller() {
      waiting = true;
    },
    stop() {
      clearTimeout(idle);
      clearTimeout(deadline);
      clearInterval(keepAlive);
    },
  };
}
