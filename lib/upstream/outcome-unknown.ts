import type { RequestContext } from '../context/request-context.ts';
import { ServiceError } from '../errors/service-error.ts';
import { logger } from '../logging/logger.ts';

/**
 * The error for a background request of which nobody can tell whether it was begun: `reason` is how its answer was lost. The
 * log has what a response that runs on unseen can be found by.
 */
export function outcomeUnknown(reason: ServiceError, { recorder, path, date }: RequestContext): ServiceError {
  const { openaiRequestId: requestId, model, safetyIdentifier } = recorder.facts();
  logger().error('background_outcome_unknown', {
    path,
    reason: reason.code,
    model: model ?? null,
    failed_at: date().toISOString(),
    openai_request_id: requestId ?? null,
    safety_identifier: safetyIdentifier ?? null,
  });
  return new ServiceError('background_outcome_unknown', {
    statusCode: reason.statusCode === 504 ? 504 : 502,
    requestId,
    cause: reason,
  });
}
