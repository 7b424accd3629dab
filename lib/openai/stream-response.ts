import type { Readable } from 'node:stream';
import { ServiceError } from '../errors/service-error.ts';
import { peekEvents } from '../stream/peek-events.ts';
import type { Sideline } from '../stream/sideline.ts';
import { answerHeaders, eventStreamHeaders } from './answer-headers.ts';
import type { Call } from './call.ts';
import { type AskedFor, acceptedResponse, type ResponseFollower } from './follow-response.ts';
import { DEADLINE_MARGIN_MS } from './request-upstream.ts';
import { type ResponseParams, sendResponse } from './send-response.ts';
import { eventStreamOf, streamAnswer } from './stream-answer.ts';

/** What goes with a streamed response. */
export interface StreamedResponse {
  readonly follower: ResponseFollower;
  readonly asked: AskedFor;
  readonly warnings: readonly string[];
  readonly sideline?: Sideline;
}

/**
 * Creates a response and answers with its events as frames. Throws a `ServiceError` until upstream has accepted the request;
 * of a background response, until it is recorded as well.
 */
export async function streamResponse(params: ResponseParams, call: Call, streamed: StreamedResponse) {
  const { follower, asked, sideline } = streamed;
  const resumable = params.background === true;
  if (resumable) follower.prepare(call);
  const upstream = await sendResponse({ ...params, stream: true }, call);
  const events = eventStreamOf(upstream);
  const { body, warnings, responseId } = resumable
    ? await followStream(events, call, { follower, asked })
    : { body: events, warnings: [], responseId: undefined };
  const facts = { warnings: [...streamed.warnings, ...warnings], upstreamMs: upstream.latencyMs };
  return {
    statusCode: 200 as const,
    stream: streamAnswer(body, call, { sideline, resumable, responseId }),
    headers: { ...eventStreamHeaders, ...answerHeaders(call, facts) },
  };
}

interface FollowedStream {
  readonly body: Readable;
  readonly warnings: readonly string[];
  readonly responseId?: string;
}

/** Looks for the response that a stream is of, so that it is recorded before anybody hears of it. */
async function followStream(
  events: Readable,
  call: Call,
  { follower, asked }: Pick<StreamedResponse, 'follower' | 'asked'>,
): Promise<FollowedStream> {
  const waitMs = Math.max(0, Math.min(call.environment.timeoutMs, call.remainingMs() - DEADLINE_MARGIN_MS));
  const { body, event, ended } = await peekEvents(events, ({ response }) => isNamed(response), waitMs).catch(
    (cause) => {
      throw new ServiceError('upstream_connection_lost', { cause });
    },
  );
  const response = acceptedResponse((event?.response ?? {}) as object, call.date());
  try {
    if (response) return { body, warnings: await follower.follow(response, call, asked), responseId: response.id };
    // What there is says why there is no response; and if there is nothing yet, nobody knows what to follow.
    if (ended) return { body, warnings: [] };
    throw new ServiceError('upstream_timeout');
  } catch (error) {
    body.destroy();
    throw error;
  }
}

function isNamed(response: unknown): boolean {
  return typeof response === 'object' && response !== null && 'id' in response && typeof response.id === 'string';
}
