import type { Capacity } from './capacity.ts';
import { FunctionError } from './function-error.ts';
import type { Invocation } from './function-invocation.ts';
import type { FunctionProcess } from './function-process.ts';

export interface ProcessPoolOptions {
  readonly capacity: Capacity;
  /** When a process that nobody calls is ended. */
  readonly idleMilliseconds: number;
  /** Spawns a process of a function; `onChange` is called whenever its state has changed. */
  readonly launch: (name: string, onChange: () => void) => Promise<FunctionProcess>;
}

/** The processes of all functions, and the invocations that wait for one. */
export interface ProcessPool {
  /** Hands an event, as JSON, to a free process: at once, or when one is. Rejects with a `FunctionError`. */
  invoke(name: string, payload: string): Promise<Invocation>;
  /** Starts one more process as soon as there is room, and waits for its first poll. */
  start(name: string): Promise<{ readonly pid: number; readonly initMilliseconds: number }>;
  /** The living processes of a function, oldest first. */
  processes(name: string): readonly FunctionProcess[];
  close(): Promise<void>;
}

interface Member {
  readonly name: string;
  readonly process: FunctionProcess;
  idleSince: number;
  idleTimer?: NodeJS.Timeout;
}

/** An invocation that waits for a process. */
interface Waiter extends Omit<PromiseWithResolvers<Invocation>, 'promise'> {
  readonly name: string;
  readonly payload: string;
  /** A process is about to be free: another one is not started yet. */
  patient: boolean;
  readonly timers: NodeJS.Timeout[];
}

/**
 * The caller may have read the end of an answer some moments before the process polls again. A new request waits this
 * long for it before another process is started: the handler is really busy.
 */
const FINISHING_GRACE_MS = 100;

/** Starts with no process; they come with the first invocations. */
export function startProcessPool({ capacity, idleMilliseconds, launch }: ProcessPoolOptions): ProcessPool {
  const members = new Set<Member>();
  const waiting: Waiter[] = [];
  /** Starts that `start` asks for. */
  const wanted: (() => Promise<void>)[] = [];
  /** The function of each process that has not polled yet. */
  const starting: string[] = [];
  /** Of those, the ones that are not members yet. */
  const launches = new Set<Promise<FunctionProcess>>();
  let dispatching = false;
  let closed = false;

  const ofFunction = (name: string) => [...members].filter((member) => member.name === name);
  const inState = (name: string, state: string) => ofFunction(name).filter(({ process }) => process.state() === state);

  function enter(waiter: Waiter): void {
    const free = inState(waiter.name, 'finishing').length;
    waiter.patient = free > waiting.filter(({ name, patient }) => patient && name === waiter.name).length;
    if (waiter.patient) {
      const lose = () => {
        waiter.patient = false;
        dispatch();
      };
      waiter.timers.push(setTimeout(lose, FINISHING_GRACE_MS));
    }
    const giveUp = () => {
      leave(waiter);
      waiter.reject(
        new FunctionError('throttled', `No process was free within ${capacity.waitMilliseconds / 1000} s.`),
      );
    };
    waiter.timers.push(setTimeout(giveUp, capacity.waitMilliseconds));
    waiting.push(waiter);
  }

  function leave(waiter: Waiter): void {
    for (const timer of waiter.timers) clearTimeout(timer);
    waiting.splice(waiting.indexOf(waiter), 1);
  }

  function onChange(member: Member): void {
    clearTimeout(member.idleTimer);
    const state = member.process.state();
    if (state === 'ended') members.delete(member);
    if (state === 'idle') {
      const next = hasToYield() ? undefined : waiting.find(({ name }) => name === member.name);
      if (next) {
        leave(next);
        member.process.invoke(next.payload).then(next.resolve, next.reject);
        return;
      }
      member.idleSince = performance.now();
      member.idleTimer = setTimeout(() => member.process.close(), idleMilliseconds).unref();
    }
    dispatch();
  }

  /** Starts what is needed, as far as there is room. */
  function dispatch(): void {
    if (dispatching || closed) return;
    dispatching = true;
    while (starting.length < capacity.starts) {
      const name = stranded() ?? lacking();
      if ((wanted.length === 0 && name === undefined) || !makeRoom()) break;
      const begin = wanted.shift();
      if (begin) void begin();
      else if (name) launchOne(name).then(dispatch, (error: unknown) => failFirst(name, error));
    }
    dispatching = false;
  }

  /** A function that is waited for and has no process at all: it would wait for as long as others have requests. */
  function stranded(): string | undefined {
    const living = new Set([...starting, ...[...members].map(({ name }) => name)]);
    return waiting.find(({ name }) => !living.has(name))?.name;
  }

  /** The function of the first invocation for which no process is starting yet. */
  function lacking(): string | undefined {
    const coming = [...starting];
    return waiting.find(({ name, patient }) => {
      if (patient) return false;
      const index = coming.indexOf(name);
      if (index >= 0) coming.splice(index, 1);
      return index < 0;
    })?.name;
  }

  const isFull = () => members.size + launches.size >= capacity.processes;
  /** Whether a process that has become free has to make room for a function that has none. */
  const hasToYield = () => isFull() && starting.length < capacity.starts && stranded() !== undefined;

  /** Whether one more process may live; the one that has been idle for longest gives way. */
  function makeRoom(): boolean {
    if (!isFull()) return true;
    const [longest] = [...members]
      .filter(({ process }) => process.state() === 'idle')
      .toSorted((one, other) => one.idleSince - other.idleSince);
    void longest?.process.close();
    return longest !== undefined;
  }

  /** A process that could not be started is the failure of one invocation, as in Lambda. */
  function failFirst(name: string, error: unknown): void {
    const first = waiting.find((waiter) => waiter.name === name);
    if (!first) return;
    leave(first);
    first.reject(error);
    dispatch();
  }

  async function launchOne(name: string): Promise<{ readonly pid: number; readonly initMilliseconds: number }> {
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

  async function join(name: string): Promise<FunctionProcess> {
    let member: Member | undefined;
    const process = await launch(name, () => member && onChange(member));
    member = { name, process, idleSince: 0 };
    members.add(member);
    return process;
  }

  return {
    invoke(name, payload) {
      if (closed) return Promise.reject(closedError());
      const active = [...members].filter(({ process }) => /^(?:busy|finishing)$/.test(process.state()));
      if (active.length + waiting.length >= capacity.concurrency) {
        const message = `More than ${capacity.concurrency} requests are under way or waiting.`;
        return Promise.reject(new FunctionError('throttled', message));
      }
      const idle = inState(name, 'idle').at(-1);
      if (idle) return idle.process.invoke(payload);
      const { promise, ...settlers } = Promise.withResolvers<Invocation>();
      enter({ ...settlers, name, payload, patient: false, timers: [] });
      dispatch();
      return promise;
    },
    start(name) {
      if (closed) return Promise.reject(closedError());
      const { promise, resolve, reject } = Promise.withResolvers<Awaited<ReturnType<ProcessPool['start']>>>();
      wanted.push(() => launchOne(name).then(resolve, reject).then(dispatch));
      dispatch();
      return promise;
    },
    processes: (name) => ofFunction(name).map(({ process }) => process),
    async close() {
      closed = true;
      for (const waiter of [...waiting]) {
        leave(waiter);
        waiter.reject(closedError());
      }
      await Promise.allSettled(launches);
      for (const { idleTimer } of members) clearTimeout(idleTimer);
      await Promise.all([...members].map(({ process }) => process.close()));
    },
  };
}

function closedError(): Error {
  return new Error('The function host is closed');
}
