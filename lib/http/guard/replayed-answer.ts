import type { KeptAnswer } from '../../access/idempotency.ts';
import { responsePath, resumePath } from '../../apis/responses/streaming/response-path.ts';
import type { Answer } from '../../context/answer.ts';
import type { RequestContext } from '../../context/request-context.ts';
import { ServiceError } from '../../errors/service-error.ts';
import { readBody } from './kept-body.ts';

/** Says of an answer that it is the first one's (as Stripe's API has it). */
const REPLAYED = { 'idempotent-replayed': 'true' };

/**
 * The first answer once more; of a stream, and of what was too large to keep, which response it was of and how to get that. Throws a
 * `ServiceError` `idempotency_outcome_unknown` where neither is known.
 */
export async function replayedAnswer(
  kept: KeptAnswer,
  context: Pick<RequestContext, 'environment' | 'deadline' | 'basePath'>,
): Promise<Answer> {
  const { statusCode, headers, responseId, isResumable, isStored } = kept;
  const body = await readBody(kept, context);
  if (body !== undefined) return { statusCode, headers: { ...headers, ...REPLAYED }, body: JSON.parse(body) };
  if (responseId === undefined) throw new ServiceError('idempotency_outcome_unknown');
  const { basePath } = context;
  const response = { method: 'GET', path: responsePath('retrieve-response', responseId, basePath) };
  const resume = { method: 'GET', path: resumePath(responseId, -1, basePath), starting_after: null };
  return {
    statusCode: 200,
    headers: REPLAYED,
    body: {
      response_id: responseId,
      replayed: true,
      response: isStored ? response : null,
      resume: isResumable ? resume : null,
    },
  };
}
