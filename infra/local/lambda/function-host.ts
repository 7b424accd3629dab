import path from 'node:path';
import { lambdaFunctions } from '../../../lib/endpoints/table.ts';
import { type Capacity, machineCapacity } from './capacity.ts';
import type { FunctionLog, Invocation } from './function-invocation.ts';
import { startFunctionProcess } from './function-process.ts';
import type { LaunchOptions } from './launch-function.ts';
import { startProcessPool } from './process-pool.ts';

/** What the host needs to know of a function: its row of the table, whatever invokes it, or a test's. */
export type HostedFunction = LaunchOptions['endpoint'];

type Variables = Readonly<Record<string, string>>;

export interface FunctionHostOptions {
  /** Folder with one bundle a function, `dist/functions`. */
  readonly functionsDirectory: string;
  /** Goes to every function, or to the one named, over its reserved variables and its `env.json`. */
  readonly environment: Variables | ((name: string) => Variables);
  /** Defaults to every row of `lib/endpoints/table.ts`. */
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
  /** What of this machine's capacity is to be otherwise. */
  readonly capacity?: Partial<Capacity>;
  /** How long a function may take to its first poll, less what it waited for a processor; Lambda's 10 s. */
  readonly initMilliseconds?: number;
}

/**
 * Runs bundles as Lambda does: one process per concurrent invocation, reused while it is warm. Unlike Lambda, this machine
 * has an end: an invocation for which there is no room waits.
 */
export interface FunctionHost {
  /**
   * Invokes a function with an event. Resolves with the head of the answer; the body is read as it comes.
   *
   * @throws FunctionError where it failed before the first byte, or there was no room for it
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
/** Lambda gives the code outside the handler 10 s. */
const INIT_LIMIT_MS = 10_000;
/** Starts a host; processes come with the first invocations. */
export async function startFunctionHost(options: FunctionHostOptions): Promise<FunctionHost> {
  const rows: readonly HostedFunction[] = options.endpoints ?? lambdaFunctions;
  const { environment } = options;
  const pool = startProcessPool({
    capacity: { ...machineCapacity(), ...options.capacity },
    idleMilliseconds: options.idleMilliseconds ?? IDLE_MS,
    launch: (name, onChange) =>
      startFunctionProcess({
        endpoint: rowNamed(name),
        folder: path.resolve(options.functionsDirectory, name),
        environment: typeof environment === 'function' ? environment(name) : environment,
        nodeArguments: options.nodeArguments ?? [],
        launcher: options.launcher ?? [],
        responseLimit: options.responseLimit ?? STREAMED_RESPONSE_LIMIT,
        initMilliseconds: options.initMilliseconds ?? INIT_LIMIT_MS,
        onLog: options.onLog ?? (() => {}),
        onChange,
      }),
  });

  function rowNamed(name: string): HostedFunction {
    const row = rows.find((candidate) => candidate.name === name);
    if (row) return row;
    throw new Error(`There is no function named ${name}; known: ${rows.map((known) => known.name).join(', ')}`);
  }

  return {
    async invoke(name, event) {
      rowNamed(name);
      return pool.invoke(name, JSON.stringify(event));
    },
    async start(name) {
      rowNamed(name);
      return pool.start(name);
    },
    processes: (name) => pool.processes(name).map(({ pid }) => pid),
    close: () => pool.close(),
  };
}
