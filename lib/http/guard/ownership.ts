import { madeIn } from '../../access/made-in.ts';
import { type Owner, writeOwners } from '../../access/owners.ts';
import { toServiceError } from '../../errors/error-body.ts';
import { fieldsOf } from '../../json/fields.ts';
import { logger } from '../../logging/logger.ts';
import type { GuardedCall } from './guarded-call.ts';

/** Writes down whose is what a request makes. */
export interface Ownership {
  /** Ids of the request: whose they are is known already. */
  readonly refersTo: (ids: readonly string[]) => void;
  readonly made: (answer: unknown) => Promise<readonly string[]>;
  /** The response, or whatever else the request was for. */
  readonly responseId: () => string | undefined;
  /** Told of it once it is known. */
  readonly onResponse: (listener: (id: string) => Promise<void>) => void;
}

/** An ownership that has written nothing. */
export function newOwnership({ table, principal, context }: GuardedCall): Ownership {
  const owner: Owner = {
    principal: principal.id,
    ...(principal.team === undefined ? {} : { team: principal.team }),
  };
  const known = new Set<string>();
  const listeners: ((id: string) => Promise<void>)[] = [];
  let responseId: string | undefined;

  return {
    refersTo: (ids) => {
      for (const id of ids) known.add(id);
    },
    onResponse: (listener) => void listeners.push(listener),
    async made(answer) {
      const { id } = fieldsOf(answer);
      const isFirst = responseId === undefined && typeof id === 'string';
      if (isFirst) responseId = id;
      const objects = madeIn(answer, known);
      for (const object of objects) known.add(object.id);
      const told = isFirst ? listeners.map((listener) => listener(id)) : [];
      const [written, ...noted] = await Promise.allSettled([
        writeOwners(table, objects, owner, context.date().getTime()),
        ...told,
      ]);
      for (const note of noted)
        if (note.status === 'rejected') logger().error('response not noted', toServiceError(note.reason));
      if (written.status === 'fulfilled') return [];
      // It is paid for: it goes out, though nobody can ask for it again.
      logger().error('owner not written', toServiceError(written.reason));
      return ['whose this is could not be written down: it cannot be asked for by its id'];
    },
    responseId: () => responseId,
  };
}
