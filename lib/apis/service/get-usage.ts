import type { JsonAnswer } from '../../context/answer.ts';
import type { RequestContext } from '../../context/request-context.ts';
import { ServiceError } from '../../errors/service-error.ts';
import type { GetUsageRequest } from './schemas/get-usage-request.ts';
import { usagePeriod } from './usage-period.ts';

/**
 * `get-usage`: what the caller has used, from the ledger; what everybody has, for an admin. Throws a `ServiceError`: `usage_not_kept`
 * where access is off, `validation_failed` for a period that is none, `access_unavailable`.
 */
export async function getUsage({ by, ...asked }: GetUsageRequest, context: RequestContext): Promise<JsonAnswer> {
  const { environment, principal, recorder } = context;
  if (environment.access === undefined) throw new ServiceError('usage_not_kept');
  const { from, to, days } = usagePeriod(asked, context.date());
  const [{ openTable }, { readUsageLedger }, { sumUsage }] = await Promise.all([
    import('../../storage/table/open-table.ts'),
    import('../../budget/read-usage-ledger.ts'),
    import('../../budget/sum-usage.ts'),
  ]);
  const of = principal.isAdmin ? undefined : principal.id;
  const entries = await readUsageLedger(openTable(environment.access), { days, of });
  const body = { from, to, by, ...sumUsage(entries, by) };
  recorder.answered(body);
  return { statusCode: 200, headers: { 'cache-control': 'no-store' }, body };
}
