import type { Capacity } from './capacity.ts';
import { FunctionError } from './function-error.ts';
import type { Invocation } from './function-invocation.ts';
import type { FunctionProcess } from './function-process.ts';
import { newPoolMembers, type PoolMember } from './pool-members.ts';
import { newProcessStarter, type StartedProcess } from './process-starter.ts';
import { newWaitingLine } from './waiting-line.ts';

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
  start(name: string): Promise<StartedProcess>;
  /** The living processes of a function, oldest first. */
  processes(name: string): readonly FunctionProcess[];
  close(): Promise<void>;
}

/** Starts with no process; they come with the first invocations. */
export function startProcessPool({ capacity, idleMilliseconds, launch }: ProcessPoolOptions): ProcessPool {
  const members = newPoolMembers(idleMilliseconds);
  const line = newWaitingLine(capacity.waitMilliseconds, () => starter.dispatch());
  const starter = newProcessStarter({ capacity, line, members, join });
  let closed = false;

  async function join(name: string): Promise<FunctionProcess> {
    let member: PoolMember | undefined;
    const process = await launch(name, () => member && onChange(member));
    member = members.add(name, process);
    return process;
  }

  function onChange(member: PoolMember): void {
    members.wake(member);
    const state = member.process.state();
    if (state === 'ended') members.remove(member);
    if (state === 'idle') {
      const next = starter.hasToYield() ? undefined : line.take(member.name);
      if (next) {
        member.process.invoke(next.payload).then(next.resolve, next.reject);
        return;
      }
      members.rest(member);
    }
    starter.dispatch();
  }

  return {
    invoke(name, payload) {
      if (closed) return Promise.reject(closedError());
      if (members.active() + line.length() >= capacity.concurrency) {
        const message = `More than ${capacity.concurrency} requests are under way or waiting.`;
        return Promise.reject(new FunctionError('throttled', message));
      }
      const idle = members.inState(name, 'idle').at(-1);
      if (idle) return idle.process.invoke(payload);
      const invocation = line.enter(name, payload, members.inState(name, 'finishing').length);
      starter.dispatch();
      return invocation;
    },
    start: (name) => (closed ? Promise.reject(closedError()) : starter.start(name)),
    processes: (name) => members.ofFunction(name).map(({ process }) => process),
    async close() {
      closed = true;
      line.close(closedError());
      await starter.close();
      await members.close();
    },
  };
}

function closedError(): Error {
  return new Error('The function host is closed');
}
