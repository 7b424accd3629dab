import type { Readable } from 'node:stream';
import { ServiceError } from '../errors/service-error.ts';
import { EventTooLarge } from '../stream/event-reader.ts';
import { PeekFailure, peekEvents } from '../stream/peek-events.ts';
import { type Following, lostAnswer } from './begun-response.ts';
import type { Call } from './call.ts';
import { acceptedResponse } from './follow-response.ts';
import { headOf, parseObject, readBody, UnfinishedBody } from './read-body.ts';
import { DEADLINE_MARGIN_MS, type UpstreamAnswer } from './request-upstream.ts';
import { eventStreamOf, isEventStream } from './stream-answer.ts';

/** The stream of a background response, from its first byte on. */
export interface FollowedStream {
  readonly body: Readable;
  readonly warnings: readonly string[];
  readonly responseId?: string;
}

type EventFields = Readonly<Record<string, unknown>>;

/**
 * Looks for the response that a stream is of, so that it is recorded before anybody hears of it, for as long as OpenAI says
 * anything at all. Throws a `ServiceError` where there is none to be found.
 */
export async function followStream(
  upstream: UpstreamAnswer,
  call: Call,
  following: Following,
): Promise<FollowedStream> {
  if (!isEventStream(upstream)) throw await insteadOfStream(upstream, call, following);
  const events = eventStreamOf(upstream);
  const times = {
    waitMs: Math.max(0, call.remainingMs() - DEADLINE_MARGIN_MS),
    idleMs: call.environment.streamIdleTimeoutMs,
  };
  try {
    const { body, event, ended, seen } = await peekEvents(events, isTelling, times);
    const response = acceptedResponse((event?.response ?? {}) as object, call.date());
    if (response) {
      const warnings = await following.follower.follow(response, call, following.asked);
      return { body, warnings, responseId: response.id };
    }
    // An error in place of a response says that there is none.
    if (event) return { body, warnings: [] };
    throw await lostAnswer(
      new ServiceError(ended ? 'upstream_stream_truncated' : 'upstream_timeout'),
      headOf(seen),
      call,
      following,
    );
  } catch (error) {
    events.destroy();
    if (!(error instanceof PeekFailure)) throw error;
    const code = error.cause instanceof EventTooLarge ? 'upstream_too_large' : 'upstream_connection_lost';
    throw await lostAnswer(new ServiceError(code, { cause: error }), headOf(error.seen()), call, following);
  }
}

/** Whether an event names the response, or says why there is none. */
function isTelling({ response, type, error }: EventFields): boolean {
  if (type === 'error' || (typeof error === 'object' && error !== null)) return true;
  return typeof response === 'object' && response !== null && 'id' in response && typeof response.id === 'string';
}

/** Whether JSON in place of a stream says why there is none. */
function saysError(pieces: readonly Buffer[]): boolean {
  try {
    const body = parseObject(Buffer.concat(pieces).toString('utf8'));
    return 'error' in body && Boolean(body.error) && !('id' in body);
  } catch {
    return false;
  }
}

/** What to throw where something else came than a stream: it may tell of the response all the same. */
async function insteadOfStream(upstream: UpstreamAnswer, call: Call, following: Following): Promise<ServiceError> {
  const contentType = upstream.response.headers.get('content-type') ?? '';
  const refusal = new ServiceError('upstream_invalid_response', {
    cause: new Error(`Expected an event stream, got ${contentType}`),
  });
  try {
    const pieces = await readBody(call, upstream);
    if (saysError(pieces)) return refusal;
    return await lostAnswer(refusal, headOf(pieces), call, following);
  } catch (error) {
    if (!(error instanceof ServiceError) || !(error.cause instanceof UnfinishedBody)) throw error;
    return lostAnswer(error, error.cause.head(), call, following);
  }
}
