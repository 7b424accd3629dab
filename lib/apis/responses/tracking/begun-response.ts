import type { RequestContext } from '../../../context/request-context.ts';
import type { ErrorCode } from '../../../errors/catalogue.ts';
import { ServiceError } from '../../../errors/service-error.ts';
import { outcomeUnknown } from '../../../upstream/outcome-unknown.ts';
import { responsePath } from '../streaming/response-path.ts';
import type { RequestedOutput, ResponseTracker } from './response-tracker.ts';

/** Who follows a background response, and what is wanted of it. */
export interface Tracking {
  readonly tracker: ResponseTracker;
  readonly requested: RequestedOutput;
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
  context: RequestContext,
  { tracker, requested }: Tracking,
): Promise<ServiceError> {
  if (!(error instanceof ServiceError)) throw error;
  if (!LOST.has(error.code)) return error;
  const id = responseIdIn(head);
  if (id === undefined) return outcomeUnknown(error, context);
  const createdAt = Math.floor(context.date().getTime() / 1000);
  const response = { id, model: context.recorder.facts().model ?? null, createdAt };
  const [owned, tracked] = await Promise.all([
    context.guard.made({ id, object: 'response' }),
    tracker.track(response, context, requested),
  ]);
  const warnings = [...owned, ...tracked];
  const followed = warnings.length === 0 ? 'it is followed' : warnings.join('; ');
  return new ServiceError(error.code, {
    statusCode: error.statusCode,
    message: `The background response ${id} was begun, but OpenAI's answer was lost on the way.`,
    hint: `Do not send the request again (${followed}): GET ${responsePath('retrieve-response', id, context.basePath)} has the response.`,
    retryable: false,
    requestId: context.recorder.facts().openaiRequestId,
    cause: error,
  });
}
