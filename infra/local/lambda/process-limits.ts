import { FunctionError } from './function-error.ts';
import type { LaunchOptions } from './launch-function.ts';
import { peakMemoryMiB, waitedForProcessorMs } from './process-figures.ts';

export interface ProcessLimitsOptions {
  readonly endpoint: Pick<LaunchOptions['endpoint'], 'memoryMiB' | 'timeoutSeconds'>;
  /** How long it may take to its first poll, less what it waited for a processor. */
  readonly initMilliseconds: number;
  readonly pid: number;
  /** When it was spawned, as `performance.now()` said. */
  readonly spawnedAt: number;
  /** Ends the process. */
  readonly kill: (reason: FunctionError) => void;
}

/** What Lambda ends a process for: the time to its first poll, the time of an invocation, and its memory. */
export interface ProcessLimits {
  /** It has polled for the first time. */
  endInit(): void;
  beginInvocation(): void;
  endInvocation(): void;
  /** Whether it may live on. As Lambda's sandbox, whose memory is not V8's alone: buffers and code count, too. */
  checkMemory(): boolean;
  /** Watches nothing any more. */
  clear(): void;
}

/** How often a busy process is looked at; its peak stays to be seen, however short it was. */
const MEMORY_LOOK_MS = 250;

/** Holds a process that was just spawned to its limits. */
export function startProcessLimits(options: ProcessLimitsOptions): ProcessLimits {
  const { initMilliseconds, pid, spawnedAt, kill } = options;
  const { memoryMiB, timeoutSeconds } = options.endpoint;
  let initTimer: NodeJS.Timeout | undefined;
  let invocationTimer: NodeJS.Timeout | undefined;
  let memoryTimer: NodeJS.Timeout | undefined;

  /** The machine may be busy with other processes, which a function in Lambda has no part in. */
  function limitInit(milliseconds: number): void {
    initTimer = setTimeout(() => {
      const left = initMilliseconds - (performance.now() - spawnedAt) + waitedForProcessorMs(pid);
      if (left > 1) return limitInit(left);
      kill(new FunctionError('init', `The function did not start within ${initMilliseconds / 1000} seconds`));
    }, milliseconds);
  }

  function checkMemory(): boolean {
    const peak = peakMemoryMiB(pid);
    if (peak <= memoryMiB) return true;
    const used = `${Math.ceil(peak)} of ${memoryMiB} MiB used`;
    kill(new FunctionError('exit', `Runtime exited with error: signal: killed (out of memory: ${used})`));
    return false;
  }

  function endInvocation(): void {
    clearTimeout(invocationTimer);
    clearInterval(memoryTimer);
  }

  limitInit(initMilliseconds);
  return {
    endInit: () => clearTimeout(initTimer),
    beginInvocation() {
      invocationTimer = setTimeout(
        () => kill(new FunctionError('timeout', `Task timed out after ${timeoutSeconds.toFixed(2)} seconds`)),
        timeoutSeconds * 1000,
      );
      memoryTimer = setInterval(checkMemory, MEMORY_LOOK_MS);
    },
    endInvocation,
    checkMemory,
    clear() {
      clearTimeout(initTimer);
      endInvocation();
    },
  };
}
