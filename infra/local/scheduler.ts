import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { type ScheduledFunction, scheduledFunctions } from '../../lib/endpoints/table.ts';

/** What a schedule's function is invoked with. */
export interface ScheduledEvent {
  /** Two lower-case hex digits each: the parts of the background records to look at. */
  readonly shards: readonly string[];
  /** How long the invocation goes on; 0 for a single pass. */
  readonly window_seconds: number;
  /** Stays for all of that time even where nothing is pending. In AWS that is paid for; here it is quicker and free. */
  readonly linger: boolean;
}

/** What an invocation says of itself, as far as it is read here. */
interface ScheduledResult {
  readonly settled?: number;
  readonly pending?: number | null;
  readonly failed?: number;
}

export interface SchedulerOptions {
  readonly invoke: (name: string, event: ScheduledEvent) => Promise<{ readonly body: Readable }>;
  /** For every function, in place of its own `everySeconds`. */
  readonly everySeconds?: number | undefined;
  /** Told, in one line, of an invocation that settled something. */
  readonly onSettled: (line: string) => void;
  /** Told of an invocation that failed; the next one comes all the same. */
  readonly onFailed: (name: string, error: unknown) => void;
  /** Defaults to the table's. */
  readonly functions?: readonly ScheduledFunction[];
  /** Calls `tick` again and again until the function that it returns is called; a timer of this process. */
  readonly repeat?: (tick: () => void, milliseconds: number) => () => void;
}

/** Takes the place of EventBridge, which keeps the schedules in AWS. */
export interface Scheduler {
  /** No invocation begins any more; one that is under way is not waited for. */
  close(): void;
}

/** More often, and a function would do nothing else; more rarely, and a timer would overflow (24 days). */
const SHORTEST_SECONDS = 0.2;
const LONGEST_SECONDS = 86_400;

const ALL_SHARDS = Array.from({ length: 256 }, (_, shard) => shard.toString(16).padStart(2, '0'));
/** Of the time between two invocations; the rest is for ending what has begun. */
const WINDOW_SHARE = 5 / 6;

/**
 * Seconds between two invocations, from POLL_SCHEDULE_SECONDS; undefined where it says nothing.
 *
 * @throws Error that says what it wants
 */
export function scheduleSeconds(variables: Readonly<Record<string, string | undefined>>): number | undefined {
  const given = variables.POLL_SCHEDULE_SECONDS?.trim();
  if (!given) return undefined;
  const seconds = /^\d+(\.\d+)?$/.test(given) ? Number(given) : Number.NaN;
  if (seconds >= SHORTEST_SECONDS && seconds <= LONGEST_SECONDS) return seconds;
  throw new Error(`POLL_SCHEDULE_SECONDS wants a number of seconds from ${SHORTEST_SECONDS} to ${LONGEST_SECONDS}`);
}

/**
 * The event of a schedule: all shards, and whole seconds enough to go on nearly until the next one. The function's timeout
 * is made for the table's period, and so is the longest window.
 */
export function scheduledEvent(row: ScheduledFunction, everySeconds = row.everySeconds): ScheduledEvent {
  const windowSeconds = Math.floor(Math.min(everySeconds, row.everySeconds) * WINDOW_SHARE);
  return { shards: ALL_SHARDS, window_seconds: windowSeconds, linger: true };
}

/**
 * Invokes each scheduled function at once, and then every so many seconds. EventBridge would invoke a function that still
 * runs a second time; here that turn is left out.
 */
export function startScheduler(options: SchedulerOptions): Scheduler {
  const { functions = scheduledFunctions, repeat = repeatWithTimer } = options;
  let closed = false;
  const stops = functions.map((row) => {
    const everySeconds = options.everySeconds ?? row.everySeconds;
    const event = scheduledEvent(row, everySeconds);
    let running = false;
    const turn = async () => {
      if (running) return;
      running = true;
      const report = await invokeOnce(row.name, event, options);
      running = false;
      // The end of the stack ends what runs, too: nothing to tell.
      if (!closed) report?.();
    };
    void turn();
    return repeat(turn, everySeconds * 1000);
  });
  return {
    close() {
      closed = true;
      for (const stop of stops) stop();
    },
  };
}

/** Resolves with what there is to tell, once somebody wants to hear it. */
async function invokeOnce(
  name: string,
  event: ScheduledEvent,
  { invoke, onSettled, onFailed }: SchedulerOptions,
): Promise<(() => void) | undefined> {
  try {
    const { body } = await invoke(name, event);
    const { settled = 0, pending = 0, failed = 0 }: ScheduledResult = JSON.parse(await text(body));
    if (settled === 0) return undefined;
    return () => onSettled(`${name}: settled ${settled}, pending ${pending ?? 'unknown'}, failed ${failed}`);
  } catch (error) {
    return () => onFailed(name, error);
  }
}

/** The timer alone does not keep the process alive. */
function repeatWithTimer(tick: () => void, milliseconds: number): () => void {
  const timer = setInterval(tick, milliseconds).unref();
  return () => clearInterval(timer);
}
