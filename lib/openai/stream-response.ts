import type { Sideline } from '../stream/sideline.ts';
import { answerHeaders, eventStreamHeaders } from './answer-headers.ts';
import type { Call } from './call.ts';
import type { AskedFor, ResponseFollower } from './follow-response.ts';
import { followStream } from './follow-stream.ts';
import { openEventStream } from './open-event-stream.ts';
import { type ResponseParams, sendResponse } from './send-response.ts';
import { streamAnswer } from './stream-answer.ts';

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
  const { body, warnings, responseId } = resumable
    ? await followStream(upstream, call, { follower, asked })
    : { body: await openEventStream(upstream, call, 'play'), warnings: [], responseId: undefined };
  const facts = { warnings: [...streamed.warnings, ...warnings], upstreamMs: upstream.latencyMs };
  return {
    statusCode: 200 as const,
    stream: streamAnswer(body, call, { sideline, resumable, responseId }),
    headers: { ...eventStreamHeaders, ...answerHeaders(call, facts) },
  };
}
