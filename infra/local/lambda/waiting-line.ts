import { FunctionError } from './function-error.ts';
import type { Invocation } from './function-invocation.ts';

/** An invocation that waits for a process. */
interface Waiter extends Omit<PromiseWithResolvers<Invocation>, 'promise'> {
  readonly name: string;
  readonly payload: string;
  /** A process is about to be free: another one is not started yet. */
  patient: boolean;
  readonly timers: NodeJS.Timeout[];
}

/** The invocations that wait for a process, in the order in which they came. */
export interface WaitingLine {
  length(): number;
  /**
   * Lets an invocation wait; `finishing` processes of its function are about to be free. Rejects with a `FunctionError`
   * where none was free in time.
   */
  enter(name: string, payload: string, finishing: number): Promise<Invocation>;
  /** Takes out the first invocation of a function. */
  take(name: string): Waiter | undefined;
  /** A function that is waited for and has no process at all: it would wait for as long as others have requests. */
  stranded(living: ReadonlySet<string>): string | undefined;
  /** The function of the first invocation for which no process is starting yet. */
  lacking(starting: readonly string[]): string | undefined;
  /** Rejects everything that waits. */
  close(reason: Error): void;
}

/**
 * The caller may have read the end of an answer some moments before the process polls again. A new request waits this
 * long for it before another process is started: the handler is really busy.
 */
const FINISHING_GRACE_MS = 100;

/** An empty line. `onImpatient`: an invocation no longer waits for a process that was about to be free. */
export function newWaitingLine(waitMilliseconds: number, onImpatient: () => void): WaitingLine {
  const waiting: Waiter[] = [];

  function leave(waiter: Waiter): void {
    for (const timer of waiter.timers) clearTimeout(timer);
    waiting.splice(waiting.indexOf(waiter), 1);
  }

  function limitWait(waiter: Waiter): void {
    if (waiter.patient) {
      const lose = () => {
        waiter.patient = false;
        onImpatient();
      };
      waiter.timers.push(setTimeout(lose, FINISHING_GRACE_MS));
    }
    const giveUp = () => {
      leave(waiter);
      waiter.reject(new FunctionError('throttled', `No process was free within ${waitMilliseconds / 1000} s.`));
    };
    waiter.timers.push(setTimeout(giveUp, waitMilliseconds));
  }

  return {
    length: () => waiting.length,
    enter(name, payload, finishing) {
      const { promise, ...settlers } = Promise.withResolvers<Invocation>();
      const patient = finishing > waiting.filter((waiter) => waiter.patient && waiter.name === name).length;
      const waiter: Waiter = { ...settlers, name, payload, patient, timers: [] };
      limitWait(waiter);
      waiting.push(waiter);
      return promise;
    },
    take(name) {
      const first = waiting.find((waiter) => waiter.name === name);
      if (first) leave(first);
      return first;
    },
    stranded: (living) => waiting.find(({ name }) => !living.has(name))?.name,
    lacking(starting) {
      const coming = [...starting];
      return waiting.find(({ name, patient }) => {
        if (patient) return false;
        const index = coming.indexOf(name);
        if (index >= 0) coming.splice(index, 1);
        return index < 0;
      })?.name;
    },
    close(reason) {
      for (const waiter of [...waiting]) {
        leave(waiter);
        waiter.reject(reason);
      }
    },
  };
}
