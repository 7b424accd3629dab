import type { ErrorCode } from '../errors/catalogue.ts';
import { ServiceError } from '../errors/service-error.ts';
import type { Call } from './call.ts';
import type { AskedFor, ResponseFollower } from './follow-response.ts';
import { outcomeUnknown } from './outcome-unknown.ts';
import { responsePath } from './response-path.ts';

/** Who follows a background response, and what is wanted of it. */
export interface Following {
  readonly follower: ResponseFollower;
  readonly asked: AskedFor;
}

/** Ways in which an answer is lost that OpenAI had begun to give; every other failure is OpenAI's word that nothing was begun. */
const LOST = new Set<ErrorCode>([
  'function_timeout',
  'upstream_connection_lost',
  'upstream_invalid_response',
  'upstream_protocol_error',
  'upstream_stalled',
  'upstream_stream_truncated',
  'upstream_timeout',
  'upstream_too_large',
]);

/** Of a response, of an event that carries one, of an event that names one: OpenAI writes the id before all else. */
const NAMES = [
  /^\s*\{\s*"id"\s*:\s*"([^"\\]{1,512})"/,
  /"response"\s*:\s*\{\s*"id"\s*:\s*"([^"\\]{1,512})"/,
  /"id"\s*:\s*"(resp_[^"\\]{1,507})"/,
];

/** The response that the beginning of an answer names, whole or not. */
export function responseIdIn(head: Buffer): string | undefined {
  const text = head.toString('utf8');
  for (const pattern of NAMES) {
    const id = pattern.exec(text)?.[1];
    if (id !== undefined) return id;
  }
  return undefined;
}

/**
 * Decides what to throw where the answer to a background request was lost: if its `head` names the response, that is followed,
 * or cancelled where it cannot be, and the error says where to find it; else nobody knows whether there is one.
 */
export async function lostAnswer(
  error: unknown,
  head: Buffer,
  call: Call,
  { follower, asked }: Following,
): Promise<ServiceError> {
  if (!(error instanceof ServiceError)) throw error;
  if (!LOST.has(error.code)) return error;
  const id = responseIdIn(head);
  if (id === undefined) return outcomeUnknown(error, call);
  const createdAt = Math.floor(call.date().getTime() / 1000);
  const warnings = await follower.follow({ id, model: call.notes.model ?? null, createdAt }, call, asked);
  const followed = warnings.length === 0 ? 'it is followed' : warnings.join('; ');
  return new ServiceError(error.code, {
    statusCode: error.statusCode,
    message: `The background response ${id} was begun, but OpenAI's answer was lost on the way.`,
    hint: `Do not send the request again (${followed}): GET ${responsePath('retrieve-response', id, call.basePath)} has the response.`,
    retryable: false,
    requestId: call.notes.openaiRequestId,
    cause: error,
  });
}
