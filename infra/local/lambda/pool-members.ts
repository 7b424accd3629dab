import type { FunctionProcess } from './function-process.ts';

/** A living process of a pool. */
export interface PoolMember {
  readonly name: string;
  readonly process: FunctionProcess;
  idleSince: number;
  idleTimer?: NodeJS.Timeout;
}

/** The living processes of all functions, oldest first. */
export interface PoolMembers {
  size(): number;
  /** The functions that have a process. */
  names(): readonly string[];
  ofFunction(name: string): readonly PoolMember[];
  inState(name: string, state: string): readonly PoolMember[];
  /** How many have an invocation. */
  active(): number;
  add(name: string, process: FunctionProcess): PoolMember;
  /** Forgets one that has ended. */
  remove(member: PoolMember): void;
  /** Nobody needs it now: it is ended where that stays so. */
  rest(member: PoolMember): void;
  /** It is not idle any more. */
  wake(member: PoolMember): void;
  /** Ends the process that has been idle for longest. Returns whether there was one. */
  endLongestIdle(): boolean;
  /** Ends all. */
  close(): Promise<void>;
}

/** `idleMilliseconds`: when a process that rests is ended. */
export function newPoolMembers(idleMilliseconds: number): PoolMembers {
  const members = new Set<PoolMember>();
  const ofFunction = (name: string) => [...members].filter((member) => member.name === name);

  return {
    size: () => members.size,
    names: () => [...members].map(({ name }) => name),
    ofFunction,
    inState: (name, state) => ofFunction(name).filter(({ process }) => process.state() === state),
    active: () => [...members].filter(({ process }) => /^(?:busy|finishing)$/.test(process.state())).length,
    add(name, process) {
      const member: PoolMember = { name, process, idleSince: 0 };
      members.add(member);
      return member;
    },
    remove(member) {
      members.delete(member);
    },
    rest(member) {
      member.idleSince = performance.now();
      member.idleTimer = setTimeout(() => member.process.close(), idleMilliseconds).unref();
    },
    wake(member) {
      clearTimeout(member.idleTimer);
    },
    endLongestIdle() {
      const [longest] = [...members]
        .filter(({ process }) => process.state() === 'idle')
        .toSorted((one, other) => one.idleSince - other.idleSince);
      void longest?.process.close();
      return longest !== undefined;
    },
    async close() {
      for (const { idleTimer } of members) clearTimeout(idleTimer);
      await Promise.all([...members].map(({ process }) => process.close()));
    },
  };
}
