import { checkReferences } from '../../access/check-references.ts';
import { namedIds } from '../../access/named-ids.ts';
import { isOf, type Owner, ownersOf } from '../../access/owners.ts';
import type { Answer } from '../../context/answer.ts';
import type { RequestGuard, RequestValues } from '../../context/guard.ts';
import { toServiceError } from '../../errors/error-body.ts';
import { logger } from '../../logging/logger.ts';
import type { GuardedCall } from './guarded-call.ts';
import type { Once } from './once.ts';
import { newOwnership } from './ownership.ts';
import type { Spender } from './spender.ts';

/**
 * The guard of one caller's request. What few requests need is loaded by them: limits and budgets where the caller has any, the memory
 * of repeated requests where there is an `Idempotency-Key`. The ledger is loaded after the answer is out.
 */
export function newRequestGuard(call: GuardedCall): RequestGuard {
  const { row, settings, table, principal } = call;
  const ownership = newOwnership(call);
  const isLimited = Object.keys(principal.limits).length > 0;
  let spender: Spender | undefined;
  let once: Once | undefined;
  let isAdmitted = false;
  let shown: unknown;

  return {
    async serve(values: RequestValues, next) {
      const { values: seen, disguise } = await checkReferences(values, { settings, table, principal });
      ownership.refersTo([...Object.values(values.path), ...namedIds(values.body)]);
      const isRepeatable = row.costs === true && values.headers['idempotency-key'] !== undefined;
      if (isRepeatable) once = (await import('./once.ts')).newOnce(call, ownership);
      const serving = once ? once.serve(values, () => next(seen)) : next(seen);
      const answer = await serving.catch((error: unknown) => {
        throw disguise.lift(error);
      });
      return withHeaders(answer, spender?.headers() ?? {});
    },
    async admit(params, kind) {
      isAdmitted = true;
      if (!isLimited) return params;
      const limited = (await import('./spender.ts')).newSpender(call);
      spender = limited;
      ownership.onResponse((id) => limited.follow(id));
      return limited.admit(params, kind);
    },
    made: (answer) => ownership.made(answer),
    shown: (answer) => {
      shown = answer;
    },
    async visible(ids) {
      const owners = await ownersOf(table, ids, principal);
      const isVisible = (owner: Owner | undefined) => (owner ? isOf(principal, owner) : settings.unowned === 'allow');
      return new Set(ids.filter((id) => isVisible(owners.get(id))));
    },
    keepsOwners: true,
    jobOwner: () => ({
      principal: principal.id,
      ...(principal.team === undefined ? {} : { team: principal.team }),
      ...spender?.jobReservation(),
    }),
    async finish() {
      const responseId = ownership.responseId();
      const ends = [isAdmitted && finishSpending(responseId), once?.finish(), shown && ownership.made(shown)];
      for (const end of await Promise.allSettled(ends)) {
        if (end.status === 'rejected') logger().error('request not counted', toServiceError(end.reason));
      }
    },
  };

  async function finishSpending(responseId: string | undefined): Promise<void> {
    const { newSpender } = await import('./spender.ts');
    await (spender ?? newSpender(call, true)).finish(responseId);
  }
}

function withHeaders(answer: Answer, headers: Readonly<Record<string, string>>): Answer {
  return Object.keys(headers).length === 0 ? answer : { ...answer, headers: { ...answer.headers, ...headers } };
}
