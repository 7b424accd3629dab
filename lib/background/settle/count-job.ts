import type { RequestContext } from '../../context/request-context.ts';
import { toServiceError } from '../../errors/error-body.ts';
import { logger } from '../../logging/logger.ts';
import { estimateResponseCost } from '../../usage/cost.ts';
import { readUsage } from '../../usage/usage.ts';
import type { JobRecord } from '../records/job-record.ts';

/**
 * Counts a settled job for whoever began it. Never rejects: what could not be counted is found once its reservation expires. Nothing
 * where access is off, or was when the job began.
 */
export async function countJob(
  job: JobRecord,
  response: Readonly<Record<string, unknown>> | undefined,
  { environment, date }: RequestContext,
): Promise<void> {
  const { access } = environment;
  if (access === undefined || job.owner === undefined) return;
  const { principal, team, reservation } = job.owner;
  const now = date();
  try {
    const [{ countSettled }, { readReservation }, { openTable }] = await Promise.all([
      import('../../budget/count-settled.ts'),
      import('../../budget/reservation.ts'),
      import('../../storage/table/open-table.ts'),
    ]);
    await countSettled(openTable(access), {
      id: job.id,
      owner: { principal, ...(team === undefined ? {} : { team }) },
      reservation: readReservation(reservation),
      endpoint: job.endpoint ?? '',
      model: modelOf(response, job),
      usage: readUsage(response?.usage),
      cost: response ? estimateResponseCost(response, now) : null,
      response,
      now,
    });
  } catch (error) {
    logger().error('background response not counted', { response_id: job.id, error: toServiceError(error) });
  }
}

function modelOf(response: Readonly<Record<string, unknown>> | undefined, job: JobRecord): string {
  return typeof response?.model === 'string' ? response.model : (job.model ?? '');
}
