import type { Capacity } from './capacity.ts';
import type { FunctionProcess } from './function-process.ts';
import type { PoolMembers } from './pool-members.ts';
import type { WaitingLine } from './waiting-line.ts';

export interface ProcessStarterOptions {
  readonly capacity: Pick<Capacity, 'processes' | 'starts'>;
  readonly line: WaitingLine;
  readonly members: PoolMembers;
  /** Spawns a process of a function and makes it a member. */
  readonly join: (name: string) => Promise<FunctionProcess>;
}

/** A process that has polled for the first time. */
export interface StartedProcess {
  readonly pid: number;
  readonly initMilliseconds: number;
}

/** Decides which function gets a new process, and when. */
export interface ProcessStarter {
  /** Starts what is needed, as far as there is room. */
  dispatch(): void;
  /** Starts one more process as soon as there is room, and waits for its first poll. */
  start(name: string): Promise<StartedProcess>;
  /** Whether a process that has become free has to make room for a function that has none. */
  hasToYield(): boolean;
  /** Starts nothing more, and waits until what was begun is a member or has failed. */
  close(): Promise<void>;
}

/** A starter for the processes that `line` waits for; there is room for as many as `capacity` says. */
export function newProcessStarter({ capacity, line, members, join }: ProcessStarterOptions): ProcessStarter {
  /** Starts that `start` asks for. */
  const wanted: (() => Promise<void>)[] = [];
  /** The function of each process that has not polled yet. */
  const starting: string[] = [];
  /** Of those, the ones that are not members yet. */
  const launches = new Set<Promise<FunctionProcess>>();
  let dispatching = false;
  let closed = false;

  const stranded = () => line.stranded(new Set([...starting, ...members.names()]));
  const isFull = () => members.size() + launches.size >= capacity.processes;
  /** Whether one more process may live; the one that has been idle for longest gives way. */
  const makeRoom = () => !isFull() || members.endLongestIdle();

  function dispatch(): void {
    if (dispatching || closed) return;
    dispatching = true;
    while (starting.length < capacity.starts) {
      const name = stranded() ?? line.lacking(starting);
      if ((wanted.length === 0 && name === undefined) || !makeRoom()) break;
      const begin = wanted.shift();
      if (begin) void begin();
      else if (name) launchOne(name).then(dispatch, (error: unknown) => failFirst(name, error));
    }
    dispatching = false;
  }

  /** A process that could not be started is the failure of one invocation, as in Lambda. */
  function failFirst(name: string, error: unknown): void {
    const first = line.take(name);
    if (!first) return;
    first.reject(error);
    dispatch();
  }

  async function launchOne(name: string): Promise<StartedProcess> {
    starting.push(name);
    const birth = join(name);
    launches.add(birth);
    try {
      const process = await birth.finally(() => launches.delete(birth));
      return { pid: process.pid, initMilliseconds: await process.started };
    } finally {
      starting.splice(starting.indexOf(name), 1);
    }
  }

  return {
    dispatch,
    start(name) {
      const { promise, resolve, reject } = Promise.withResolvers<StartedProcess>();
      wanted.push(() => launchOne(name).then(resolve, reject).then(dispatch));
      dispatch();
      return promise;
    },
    hasToYield: () => isFull() && starting.length < capacity.starts && stranded() !== undefined,
    async close() {
      closed = true;
      await Promise.allSettled(launches);
    },
  };
}
