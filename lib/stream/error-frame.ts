import type { StreamContext, StreamState } from '../apis/responses/events/stream-state.ts';
import type { ErrorCode } from '../errors/catalogue.ts';
import { ServiceError } from '../errors/service-error.ts';
import { ownFrame } from './frame.ts';
import type { Frame } from './sse-bytes.ts';

/** Our own end of a stream: what happened, what to do, and where it stopped. */
export function errorFrame(
  code: ErrorCode,
  { state, context, cause }: { readonly state: StreamState; readonly context: StreamContext; readonly cause: unknown },
): Frame {
  const error = cause instanceof ServiceError ? cause : new ServiceError(code);
  const last = state.lastSequence;
  state.errorCode = code;
  state.cause = cause;
  const data = {
    code,
    message: error.message,
    hint: error.hint,
    param: null,
    retryable: error.retryable,
    response_id: state.responseId ?? null,
    last_sequence: last,
    resume: resumeOf(state, context),
  };
  return { ...ownFrame('error', data, state), ends: 'now' };
}

/** How to go on: only where the stream is replayed, and from the first event on (null) where none has gone out. */
function resumeOf({ resumable, responseId, lastSequence }: StreamState, { resumePath }: StreamContext) {
  if (!resumable || responseId === undefined || !resumePath) return null;
  return {
    method: 'GET',
    path: resumePath(responseId, lastSequence),
    starting_after: lastSequence < 0 ? null : lastSequence,
  };
}
