import { checkReferences } from '../../access/check-references.ts';
import type { Answer } from '../../context/answer.ts';
import type { RequestGuard, RequestValues } from '../../context/guard.ts';
import { toServiceError } from '../../errors/error-body.ts';
import { logger } from '../../logging/logger.ts';
import type { GuardedCall } from './guarded-call.ts';
import { newOnce } from './once.ts';
import { newOwnership } from './ownership.ts';
import { newSpender } from './spender.ts';

/** The guard of one caller's request. */
export function newRequestGuard(call: GuardedCall): RequestGuard {
  const { row, settings, table, principal } = call;
  const spender = newSpender(call);
  const ownership = newOwnership(call, spender);
  const once = newOnce(call, ownership);
  let shown: unknown;

  return {
    async serve(values: RequestValues, next) {
      const { values: seen, disguise } = await checkReferences(values, { settings, table, principal });
      ownership.refersTo(disguise.names);
      const answer = await once
        .serve(values, () => next(seen))
        .catch((error: unknown) => {
          throw disguise.lift(error);
        });
      return withHeaders(answer, spender.headers());
    },
    admit: (params, kind) => spender.admit(params, kind),
    made: (answer) => ownership.made(answer),
    shown: (answer) => {
      shown = answer;
    },
    keepsOwners: true,
    jobOwner: () => ({
      principal: principal.id,
      ...(principal.team === undefined ? {} : { team: principal.team }),
      ...spender.jobReservation(),
    }),
    async finish() {
      const responseId = ownership.responseId();
      const ends = row.costs ? [spender.finish(responseId), once.finish(), shown && ownership.made(shown)] : [];
      for (const end of await Promise.allSettled(ends)) {
        if (end.status === 'rejected') logger().error('request not counted', toServiceError(end.reason));
      }
    },
  };
}

function withHeaders(answer: Answer, headers: Readonly<Record<string, string>>): Answer {
  return Object.keys(headers).length === 0 ? answer : { ...answer, headers: { ...answer.headers, ...headers } };
}
