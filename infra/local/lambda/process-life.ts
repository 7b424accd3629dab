import { FunctionError } from './function-error.ts';

/** `finishing`: the answer is out, but the process has not asked for the next one yet. */
export type ProcessState = 'starting' | 'idle' | 'busy' | 'finishing' | 'ended';

/** How far a process has come, and why its use has ended. */
export interface ProcessLife {
  /** Milliseconds from spawn to the first poll. Rejects with a `FunctionError` where it never comes. */
  readonly started: Promise<number>;
  /** Resolves once the process is gone. */
  readonly exited: Promise<void>;
  state(): ProcessState;
  /** Why its use has ended: what invocations are told. Undefined before. */
  verdict(): FunctionError | undefined;
  /** It has polled for the first time. */
  begin(initMilliseconds: number): void;
  /** Does nothing once its use has ended. */
  change(next: ProcessState): void;
  /** Ends the use of the process; the first reason is the one that invocations are told. */
  condemn(reason: FunctionError): void;
  /** The process is gone. */
  exit(): void;
  /** Why its connection broke: waits a moment for the exit that explains it. */
  explainCut(): Promise<FunctionError>;
}

export interface ProcessLifeListener {
  /** Its state has changed. */
  readonly onChange: () => void;
  /** Told once, before the state changes. */
  readonly onCondemned: (reason: FunctionError) => void;
}

/** How long a broken connection may wait for the exit that explains it. */
const EXIT_GRACE_MS = 1000;

/** The life of a process that is being spawned. */
export function newProcessLife({ onChange, onCondemned }: ProcessLifeListener): ProcessLife {
  const started = Promise.withResolvers<number>();
  started.promise.catch(() => {}); // An invocation that waits for it reports the same error.
  const exited = Promise.withResolvers<void>();
  let state: ProcessState = 'starting';
  let verdict: FunctionError | undefined;

  function change(next: ProcessState): void {
    if (state === 'ended') return;
    state = next;
    onChange();
  }

  return {
    started: started.promise,
    exited: exited.promise,
    state: () => state,
    verdict: () => verdict,
    begin(initMilliseconds) {
      started.resolve(initMilliseconds);
      change('idle');
    },
    change,
    condemn(reason) {
      if (verdict) return;
      verdict = reason;
      onCondemned(reason);
      if (state === 'starting') started.reject(reason);
      change('ended');
    },
    exit: () => exited.resolve(),
    async explainCut() {
      const grace = Promise.withResolvers<void>();
      const timer = setTimeout(grace.resolve, EXIT_GRACE_MS);
      await Promise.race([exited.promise, grace.promise]);
      clearTimeout(timer);
      return verdict ?? new FunctionError('handler', 'The function broke off its answer');
    },
  };
}
