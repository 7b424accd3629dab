import { randomUUID } from 'node:crypto';
import { readAnswer } from './function-answer.ts';
import { functionArn } from './function-environment.ts';
import { FunctionError } from './function-error.ts';
import type { FunctionLog, Invocation } from './function-invocation.ts';
import { type LaunchOptions, launchFunction } from './launch-function.ts';
import { onLines } from './on-lines.ts';
import { peakMemoryMiB, waitedForProcessorMs } from './process-figures.ts';
import { type RuntimeErrorReport, startRuntimeApi } from './runtime-api.ts';

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

/** `finishing`: the answer is out, but the process has not asked for the next one yet. */
export type ProcessState = 'starting' | 'idle' | 'busy' | 'finishing' | 'ended';

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

interface Current extends Omit<PromiseWithResolvers<Invocation>, 'promise'> {
  readonly requestId: string;
  readonly payload: string;
  timer?: NodeJS.Timeout;
  memoryTimer?: NodeJS.Timeout;
  answered: boolean;
  complete: boolean;
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
/** Lambda's limit for a buffered answer (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html). */
const BUFFERED_RESPONSE_LIMIT = 6 * 1024 * 1024;
/** How often a busy process is looked at; its peak stays to be seen, however short it was. */
const MEMORY_LOOK_MS = 250;
/** How long a broken connection may wait for the exit that explains it. */
const EXIT_GRACE_MS = 1000;

/** Starts a process; returns before it has loaded the function. */
export async function startFunctionProcess(options: FunctionProcessOptions): Promise<FunctionProcess> {
  const { name, timeoutSeconds, memoryMiB } = options.endpoint;
  const started = Promise.withResolvers<number>();
  started.promise.catch(() => {}); // An invocation that waits for it reports the same error.
  const exited = Promise.withResolvers<void>();
  let state: ProcessState = 'starting';
  let initTimer: NodeJS.Timeout | undefined;
  let polling = false;
  let current: Current | undefined;
  let verdict: FunctionError | undefined;

  const api = await startRuntimeApi({
    onPoll() {
      polling = true;
      if (state !== 'starting') {
        settle();
        return;
      }
      clearTimeout(initTimer);
      started.resolve(performance.now() - spawnedAt);
      change('idle');
    },
    onInitError: (report) => condemn(new FunctionError('init', describe(report))),
    onError(report) {
      current?.reject(new FunctionError('handler', describe(report)));
      complete(current);
    },
    onResponse(message, respond) {
      if (!current) return;
      if (!checkMemory()) {
        // It is about to be gone: the exit says why.
        message.resume();
        return;
      }
      const invocation = current;
      const { requestId, resolve, reject } = invocation;
      invocation.answered = true;
      message.once('close', () => complete(invocation));
      const buffered = message.headers['lambda-runtime-function-response-mode'] !== 'streaming';
      if (buffered && Number(message.headers['content-length']) > BUFFERED_RESPONSE_LIMIT) {
        message.resume().once('end', () => {
          respond(413);
          reject(new FunctionError('response_too_large', `It is buffered and over ${BUFFERED_RESPONSE_LIMIT} bytes`));
          complete(invocation);
        });
        return;
      }
      // Before the reader sees the end: it may ask for more at once, and should find this process nearly free.
      message.once('end', () => {
        respond(202);
        complete(invocation);
      });
      const answer = readAnswer(message, options.responseLimit, explainCut);
      answer.then((given) => resolve({ ...given, requestId, pid: child.pid ?? 0 }), reject);
    },
  });
  const spawnedAt = performance.now();
  const child = launchFunction(options, api.address);
  const silent = new Promise((resolve) => child.once('close', resolve));
  limitInit(options.initMilliseconds);
  for (const source of ['stdout', 'stderr'] as const) onLines(child[source], (line) => log(source, line));
  child.once('error', (cause) => {
    condemn(new FunctionError('init', `The function's process could not be started: ${cause.message}`, { cause }));
    if (child.pid === undefined) end();
  });
  child.once('exit', (code, signal) => {
    const how = signal ? `signal: ${LAMBDA_SIGNALS[signal] ?? signal}` : `exit status ${code}`;
    condemn(new FunctionError(state === 'starting' ? 'init' : 'exit', `Runtime exited with error: ${how}`));
    end();
  });

  /** The machine may be busy with other processes, which a function in Lambda has no part in. */
  function limitInit(milliseconds: number): void {
    initTimer = setTimeout(() => {
      const left = options.initMilliseconds - (performance.now() - spawnedAt) + waitedForProcessorMs(child.pid ?? 0);
      if (left > 1) return limitInit(left);
      kill(new FunctionError('init', `The function did not start within ${options.initMilliseconds / 1000} seconds`));
    }, milliseconds);
  }

  /** Whether it may live on. As Lambda's sandbox, whose memory is not V8's alone: buffers and code count, too. */
  function checkMemory(): boolean {
    const peak = peakMemoryMiB(child.pid ?? 0);
    if (peak <= memoryMiB) return true;
    const used = `${Math.ceil(peak)} of ${memoryMiB} MiB used`;
    kill(new FunctionError('exit', `Runtime exited with error: signal: killed (out of memory: ${used})`));
    return false;
  }

  function change(next: ProcessState): void {
    if (state === 'ended') return;
    state = next;
    options.onChange();
  }

  function deliver(invocation: Current): void {
    polling = false;
    change('busy');
    invocation.timer = setTimeout(
      () => kill(new FunctionError('timeout', `Task timed out after ${timeoutSeconds.toFixed(2)} seconds`)),
      timeoutSeconds * 1000,
    );
    invocation.memoryTimer = setInterval(checkMemory, MEMORY_LOOK_MS);
    const { requestId, payload } = invocation;
    api.deliver({ requestId, payload, functionArn: functionArn(name), deadline: Date.now() + timeoutSeconds * 1000 });
  }

  /** The whole answer has been read, or will not come. */
  function complete(invocation: Current | undefined): void {
    if (invocation) invocation.complete = true;
    settle();
  }

  function settle(): void {
    if (!current?.complete) return;
    if (polling) {
      checkMemory();
      clearTimers();
      current = undefined;
    }
    change(polling ? 'idle' : 'finishing');
  }

  function clearTimers(): void {
    clearTimeout(current?.timer);
    clearInterval(current?.memoryTimer);
  }

  function log(source: FunctionLog['source'], line: string): void {
    options.onLog({ name, pid: child.pid ?? 0, ...(current && { requestId: current.requestId }), source, line });
  }

  /** Ends the use of the process; the first reason is the one that invocations are told. */
  function condemn(reason: FunctionError): void {
    if (verdict) return;
    verdict = reason;
    if (reason.failure !== 'exit' || (current && !current.complete)) log('platform', reason.message);
    if (state === 'starting') started.reject(reason);
    change('ended');
  }

  function kill(reason: FunctionError): void {
    condemn(reason);
    child.kill('SIGKILL');
  }

  async function explainCut(): Promise<FunctionError> {
    const grace = Promise.withResolvers<void>();
    const timer = setTimeout(grace.resolve, EXIT_GRACE_MS);
    await Promise.race([exited.promise, grace.promise]);
    clearTimeout(timer);
    return verdict ?? new FunctionError('handler', 'The function broke off its answer');
  }

  function end(): void {
    clearTimeout(initTimer);
    clearTimers();
    exited.resolve();
    const reason = verdict ?? new FunctionError('exit', 'Runtime exited');
    api.drained().then(() => {
      if (current && !current.answered) current.reject(reason);
      return api.close();
    });
  }

  return {
    pid: child.pid ?? 0,
    started: started.promise,
    state: () => state,
    invoke(payload) {
      if (state === 'ended') return Promise.reject(verdict);
      const { promise, ...settlers } = Promise.withResolvers<Invocation>();
      current = { ...settlers, requestId: randomUUID(), payload, answered: false, complete: false };
      deliver(current);
      return promise;
    },
    async close() {
      kill(new FunctionError('exit', 'The process was ended'));
      await exited.promise;
      if (child.pid !== undefined) await silent; // The last lines that it printed have been read.
      await api.close();
    },
  };
}

function describe(report: RuntimeErrorReport): string {
  return `${report.errorType}: ${report.errorMessage}`;
}
