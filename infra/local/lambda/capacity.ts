import { availableParallelism, totalmem } from 'node:os';

/** How much a host takes on. */
export interface Capacity {
  /** Invocations under way or waiting, over all functions; beyond, Lambda throttles. */
  readonly concurrency: number;
  /** Living processes, over all functions; further invocations wait until one is free. */
  readonly processes: number;
  /** Processes that start at the same time: more would only slow each other down. */
  readonly starts: number;
  /** How long an invocation waits for a process. */
  readonly waitMilliseconds: number;
}

/** Concurrent executions of an account (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html). */
const ACCOUNT_CONCURRENCY = 1000;
/** What a function of ours needs while it streams, with room to spare. */
const PROCESS_BYTES = 96 * 1024 * 1024;
const FEWEST_PROCESSES = 8;
/** Before most clients give up: `fetch` in Node waits 5 minutes for the head of an answer. */
const WAIT_MS = 240_000;

/** Half of this machine's memory, or of its container's, for processes; one start a processor. */
export function machineCapacity(): Capacity {
  const allowed = process.constrainedMemory();
  const memory = allowed > 0 ? Math.min(allowed, totalmem()) : totalmem();
  return {
    concurrency: ACCOUNT_CONCURRENCY,
    processes: Math.max(FEWEST_PROCESSES, Math.floor(memory / 2 / PROCESS_BYTES)),
    starts: availableParallelism(),
    waitMilliseconds: WAIT_MS,
  };
}
