import { FunctionError } from './function-error.ts';
import type { FunctionLog, Invocation } from './function-invocation.ts';
import { startInvocationExchange } from './invocation-exchange.ts';
import { type LaunchOptions, launchFunction } from './launch-function.ts';
import { onLines } from './on-lines.ts';
import { newProcessLife, type ProcessState } from './process-life.ts';
import { startProcessLimits } from './process-limits.ts';

/** How one process is run. */
export interface FunctionProcessOptions extends LaunchOptions {
  /** The most bytes that a streamed answer may have. */
  readonly responseLimit: number;
  /** How long it may take to its first poll, less what it waited for a processor. */
  readonly initMilliseconds: number;
  readonly onLog: (log: FunctionLog) => void;
  /** Its state has changed. */
  readonly onChange: () => void;
}

/** A function's process: at most one invocation at a time, then the next. */
export interface FunctionProcess {
  readonly pid: number;
  /** Milliseconds from spawn to the first poll. Rejects with a `FunctionError` where it never comes. */
  readonly started: Promise<number>;
  state(): ProcessState;
  /** Hands over an event as JSON to an idle process. Rejects with a `FunctionError`. */
  invoke(payload: string): Promise<Invocation>;
  /** Ends it at once, in the middle of an invocation too. */
  close(): Promise<void>;
}

/** In Lambda's words; any other by its own name. */
const LAMBDA_SIGNALS: Readonly<Partial<Record<NodeJS.Signals, string>>> = {
  SIGABRT: 'aborted',
  SIGILL: 'illegal instruction',
  SIGKILL: 'killed',
  SIGSEGV: 'segmentation fault',
  SIGTERM: 'terminated',
  SIGTRAP: 'trace/breakpoint trap',
};

/** Starts a process; returns before it has loaded the function. */
export async function startFunctionProcess(options: FunctionProcessOptions): Promise<FunctionProcess> {
  const { endpoint, responseLimit, initMilliseconds, onChange } = options;
  const life = newProcessLife({
    onChange,
    onCondemned(reason) {
      if (reason.failure !== 'exit' || exchange.isOpen()) log('platform', reason.message);
    },
  });
  const exchange = await startInvocationExchange({
    endpoint,
    responseLimit,
    pid: () => child.pid ?? 0,
    onPoll() {
      if (life.state() !== 'starting') return;
      limits.endInit();
      life.begin(performance.now() - spawnedAt);
    },
    onInitError: life.condemn,
    onTurn(turn) {
      if (turn === 'idle') limits.endInvocation();
      if (turn === 'busy') limits.beginInvocation();
      life.change(turn);
    },
    checkMemory: () => limits.checkMemory(),
    explainCut: life.explainCut,
  });
  const spawnedAt = performance.now();
  const child = launchFunction(options, exchange.address);
  const silent = new Promise((resolve) => child.once('close', resolve));
  const limits = startProcessLimits({ endpoint, initMilliseconds, pid: child.pid ?? 0, spawnedAt, kill });
  for (const source of ['stdout', 'stderr'] as const) onLines(child[source], (line) => log(source, line));
  child.once('error', (cause) => {
    const message = `The function's process could not be started: ${cause.message}`;
    life.condemn(new FunctionError('init', message, { cause }));
    if (child.pid === undefined) end();
  });
  child.once('exit', (code, signal) => {
    const how = signal ? `signal: ${LAMBDA_SIGNALS[signal] ?? signal}` : `exit status ${code}`;
    const failure = life.state() === 'starting' ? 'init' : 'exit';
    life.condemn(new FunctionError(failure, `Runtime exited with error: ${how}`));
    end();
  });

  function log(source: FunctionLog['source'], line: string): void {
    const requestId = exchange.requestId();
    options.onLog({ name: endpoint.name, pid: child.pid ?? 0, ...(requestId && { requestId }), source, line });
  }

  function kill(reason: FunctionError): void {
    life.condemn(reason);
    child.kill('SIGKILL');
  }

  function end(): void {
    limits.clear();
    life.exit();
    exchange.end(life.verdict() ?? new FunctionError('exit', 'Runtime exited'));
  }

  return {
    pid: child.pid ?? 0,
    started: life.started,
    state: life.state,
    invoke: (payload) => (life.state() === 'ended' ? Promise.reject(life.verdict()) : exchange.begin(payload)),
    async close() {
      kill(new FunctionError('exit', 'The process was ended'));
      await life.exited;
      if (child.pid !== undefined) await silent; // The last lines that it printed have been read.
      await exchange.close();
    },
  };
}
