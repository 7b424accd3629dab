import type { KeptAnswer } from '../../access/idempotency.ts';
import { responsePath, resumePath } from '../../apis/responses/streaming/response-path.ts';
import type { Answer } from '../../context/answer.ts';
import type { RequestContext } from '../../context/request-context.ts';
import { ServiceError } from '../../errors/service-error.ts';
import type { Sink } from '../../stream/sink.ts';
import { readBody } from './kept-body.ts';

/** Says of an answer that it is the first one's (as Stripe's API has it). */
const REPLAYED = { 'idempotent-replayed': 'true' };

const JSON_TYPE = 'application/json; charset=utf-8';

function answeredBefore(responseId: string, isStored: boolean): ServiceError {
  return new ServiceError('idempotency_answered', {
    message: `The first request with this Idempotency-Key was answered with the response ${responseId}, whose stream is not repeated.`,
    hint: isStored
      ? `Retrieve it: GET /v1/responses/${responseId}; of a background response, stream=true has its events.`
      : 'It was not stored. Send a new Idempotency-Key to make another one.',
    headers: REPLAYED,
  });
}

/**
 * The first answer once more; of a stream, and of what was too large to keep, which response it was of and how to get that. Throws a
 * `ServiceError` `idempotency_answered` where neither is kept.
 */
export async function replayedAnswer(
  kept: KeptAnswer,
  context: Pick<RequestContext, 'environment' | 'deadline' | 'basePath' | 'dialect'>,
): Promise<Answer> {
  const { statusCode, headers, responseId, isResumable, isStored } = kept;
  const body = await readBody(kept, context);
  if (body !== undefined) {
    const stream = async (sink: Sink) => void sink.write(Buffer.from(body));
    return { statusCode, headers: { 'content-type': JSON_TYPE, ...headers, ...REPLAYED }, stream };
  }
  if (responseId === undefined) {
    throw new ServiceError('idempotency_answered', {
      message:
        'The first request with this Idempotency-Key was answered, and its answer is not kept: a stream, or one that is too large.',
      hint: 'Send a new Idempotency-Key to make another one.',
      headers: REPLAYED,
    });
  }
  const { basePath, dialect } = context;
  // A client of OpenAI's would take any other object for the response.
  if (dialect === 'openai') throw answeredBefore(responseId, isStored);
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
