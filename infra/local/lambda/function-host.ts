import path from 'node:path';
import { lambdaFunctions } from '../../../lib/endpoints.ts';
import type { FunctionLog, Invocation } from './function-invocation.ts';
import { type FunctionProcess, startFunctionProcess } from './function-process.ts';
import type { LaunchOptions } from './launch-function.ts';

/** What the host needs to know of a function: its row of the table, whatever invokes it, or a test's. */
export type HostedFunction = LaunchOptions['endpoint'];

type Variables = Readonly<Record<string, string>>;

export interface FunctionHostOptions {
  /** Folder with one bundle a function, `dist/functions`. */
  readonly functionsDirectory: string;
  /** Goes to every function, or to the one named, over its reserved variables and its `env.json`. */
  readonly environment: Variables | ((name: string) => Variables);
  /** Defaults to every row of `lib/endpoints.ts`. */
  readonly endpoints?: readonly HostedFunction[];
  readonly onLog?: (log: FunctionLog) => void;
  /** Node's own arguments for every function (`['--cpu-prof']`). */
  readonly nodeArguments?: readonly string[];
  /** A command and its arguments to put before Node's (`['taskset', '-c', '1']`); it has to replace itself by Node. */
  readonly launcher?: readonly string[];
  /** When a process that nobody calls is ended; 5 minutes. */
  readonly idleMilliseconds?: number;
  /** Bytes that a streamed answer may have; Lambda's 200 MB. */
  readonly responseLimit?: number;
}

/** Runs bundles as Lambda does: one process per concurrent invocation, reused while it is warm. */
export interface FunctionHost {
  /**
   * Invokes a function with an event. Resolves with the head of the answer; the body is read as it comes.
   *
   * @throws FunctionError where it failed before the first byte
   */
  invoke(name: string, event: unknown): Promise<Invocation>;
  /** Starts one more process and waits for its first poll; it then takes the next invocation. */
  start(name: string): Promise<{ readonly pid: number; readonly initMilliseconds: number }>;
  /** The pids of a function's living processes, oldest first. */
  processes(name: string): readonly number[];
  /** Ends every process, and with it what they were answering. */
  close(): Promise<void>;
}

/** Lambda's limit for a streamed answer (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html). */
const STREAMED_RESPONSE_LIMIT = 200 * 1024 * 1024;
const IDLE_MS = 5 * 60_000;
/**
 * The caller may have read the end of an answer some moments before the process polls again. A new request waits this
 * long for it, then gets another process: the handler is really busy.
 */
const FINISHING_GRACE_MS = 100;

interface Pooled {
  readonly process: FunctionProcess;
  /** A request has chosen it, but not handed over its event yet. */
  claimed: boolean;
  idleTimer?: NodeJS.Timeout;
  onceChanged?: () => void;
}

/** Starts a host; processes come with the first invocations. */
export async function startFunctionHost(options: FunctionHostOptions): Promise<FunctionHost> {
  const rows: readonly HostedFunction[] = options.endpoints ?? lambdaFunctions;
  const { environment } = options;
  const pools = new Map<string, Pooled[]>();
  let closed = false;

  function poolOf(name: string): Pooled[] {
    const pool = pools.get(name) ?? [];
    pools.set(name, pool);
    return pool;
  }

  async function launch(name: string, claimed: boolean): Promise<Pooled> {
    const endpoint = rows.find((row) => row.name === name);
    if (!endpoint)
      throw new Error(`There is no function named ${name}; known: ${rows.map((row) => row.name).join(', ')}`);
    const pool = poolOf(name);
    let pooled: Pooled | undefined;
    const process = await startFunctionProcess({
      endpoint,
      folder: path.resolve(options.functionsDirectory, name),
      environment: typeof environment === 'function' ? environment(name) : environment,
      nodeArguments: options.nodeArguments ?? [],
      launcher: options.launcher ?? [],
      responseLimit: options.responseLimit ?? STREAMED_RESPONSE_LIMIT,
      onLog: options.onLog ?? (() => {}),
      onChange: () => pooled && onChange(pool, pooled),
    });
    pooled = { process, claimed };
    pool.push(pooled);
    if (closed) {
      await process.close();
      throw new Error('The function host is closed');
    }
    return pooled;
  }

  function onChange(pool: Pooled[], pooled: Pooled): void {
    clearTimeout(pooled.idleTimer);
    const state = pooled.process.state();
    if (state === 'ended') pool.splice(pool.indexOf(pooled), 1);
    if (state === 'idle') {
      pooled.idleTimer = setTimeout(() => pooled.process.close(), options.idleMilliseconds ?? IDLE_MS).unref();
    }
    pooled.onceChanged?.();
  }

  /** A warm process, claimed, if there is one free. */
  async function warm(name: string): Promise<Pooled | undefined> {
    const free = poolOf(name).filter(({ claimed }) => !claimed);
    const idle = free.findLast(({ process }) => process.state() === 'idle');
    if (idle) {
      idle.claimed = true;
      return idle;
    }
    const finishing = free.find(({ process }) => process.state() === 'finishing');
    if (!finishing) return undefined;
    finishing.claimed = true;
    const changed = Promise.withResolvers<void>();
    const timer = setTimeout(changed.resolve, FINISHING_GRACE_MS);
    finishing.onceChanged = changed.resolve;
    await changed.promise;
    clearTimeout(timer);
    delete finishing.onceChanged;
    if (finishing.process.state() === 'idle') return finishing;
    finishing.claimed = false;
    return undefined;
  }

  return {
    async invoke(name, event) {
      const payload = JSON.stringify(event);
      const pooled = (await warm(name)) ?? (await launch(name, true));
      pooled.claimed = false;
      return pooled.process.invoke(payload);
    },
    async start(name) {
      const { process } = await launch(name, false);
      return { pid: process.pid, initMilliseconds: await process.started };
    },
    processes: (name) => poolOf(name).map(({ process }) => process.pid),
    async close() {
      closed = true;
      const all = [...pools.values()].flat();
      for (const { idleTimer } of all) clearTimeout(idleTimer);
      await Promise.all(all.map(({ process }) => process.close()));
    },
  };
}
