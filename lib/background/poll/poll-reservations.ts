import type { RequestContext } from '../../context/request-context.ts';
import { recordedEndpoint } from '../../endpoints/endpoint-named.ts';
import { toServiceError } from '../../errors/error-body.ts';
import { logger } from '../../logging/logger.ts';
import { estimateResponseCost } from '../../usage/cost.ts';
import { readUsage } from '../../usage/usage.ts';
import type { JobRecord } from '../records/job-record.ts';
import { askForOutcome } from '../settle/job-outcome.ts';

/** A response that still runs is asked for again after this, in milliseconds. */
const AGAIN_MS = 600_000;

/**
 * Settles what was reserved by requests that never came to their end: their function was killed, or could not reach the table. By
 * OpenAI's own record of the response where there is one; else nobody knows what it has cost, and the most that it can have cost is
 * counted. Never rejects.
 *
 * @param shards those of the poll's event: of 256, every sixteenth stands for a partition of reservations
 */
export async function pollReservations(shards: readonly string[], context: RequestContext): Promise<void> {
  const { access } = context.environment;
  const mine = shards.filter((shard) => shard.endsWith('0')).map(([digit = '']) => digit);
  if (access === undefined || mine.length === 0) return;
  try {
    const { expiredReservations, postponeReservation } = await import('../../budget/expired-reservations.ts');
    const { openTable } = await import('../../storage/table/open-table.ts');
    const { countSettled } = await import('../../budget/count-settled.ts');
    const table = openTable(access);
    for (const { reservation, responseId } of await expiredReservations(table, mine, context.date())) {
      const outcome = responseId === undefined ? undefined : await outcomeOf(responseId, reservation.endpoint, context);
      if (outcome === 'unknown' || outcome?.kind === 'running') {
        await postponeReservation(table, reservation, responseId, new Date(context.date().getTime() + AGAIN_MS));
        continue;
      }
      const response = outcome?.kind === 'ended' ? outcome.whole.response : undefined;
      const cost = response ? estimateResponseCost(response, context.date()) : null;
      await countSettled(table, {
        id: responseId ?? reservation.id,
        owner: { principal: reservation.principal },
        reservation,
        endpoint: reservation.endpoint,
        model: typeof response?.model === 'string' ? response.model : reservation.model,
        usage: readUsage(response?.usage),
        cost,
        response,
        now: context.date(),
      });
      const { principal, endpoint } = reservation;
      logger().warn('reservation settled late', {
        response_id: responseId ?? null,
        principal,
        endpoint,
        cost_estimate: cost,
      });
    }
  } catch (error) {
    logger().error('reservations not settled', toServiceError(error));
  }
}

async function outcomeOf(id: string, endpoint: string, context: RequestContext) {
  const now = context.date().toISOString();
  const record: JobRecord = {
    id,
    kind: recordedEndpoint(endpoint)?.creates === 'videos' ? 'video' : 'response',
    endpoint: null,
    model: null,
    created_at: now,
    next_poll_at: now,
    attempts: 0,
    delivery: null,
    include: [],
  };
  return askForOutcome(record, context).catch((error: unknown) => {
    logger().info('reservation not settled yet', { response_id: id, error: toServiceError(error) });
    return 'unknown' as const;
  });
}
