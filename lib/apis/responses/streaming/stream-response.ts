import { answerHeaders, eventStreamHeaders } from '../../../context/answer-headers.ts';
import type { RequestContext } from '../../../context/request-context.ts';
import type { Interceptor } from '../../../stream/interceptor.ts';
import { openEventStream } from '../../../upstream/open-event-stream.ts';
import { type ResponseParams, sendResponse } from '../../../upstream/send-response.ts';
import type { RequestedOutput, ResponseTracker } from '../tracking/response-tracker.ts';
import { trackStream } from '../tracking/track-stream.ts';
import { eventsOfAnswer } from './events-of-answer.ts';
import { streamAnswer } from './stream-answer.ts';

/** What goes with a streamed response. */
export interface StreamedResponse {
  readonly tracker: ResponseTracker;
  readonly requested: RequestedOutput;
  readonly warnings: readonly string[];
  readonly interceptor?: Interceptor;
}

/**
 * Creates a response and answers with its events as frames. Throws a `ServiceError` until upstream has accepted the request;
 * of a background response, until it is recorded as well.
 */
export async function streamResponse(params: ResponseParams, context: RequestContext, streamed: StreamedResponse) {
  const { tracker, requested, interceptor } = streamed;
  const resumable = params.background === true;
  if (resumable) tracker.prepare(context);
  const upstream = await sendResponse({ ...params, stream: true }, context);
  const { body, warnings, responseId } = resumable
    ? await trackStream(upstream, context, { tracker, requested })
    : { body: await openEventStream(upstream, context, eventsOfAnswer), warnings: [], responseId: undefined };
  const facts = { warnings: [...streamed.warnings, ...warnings], upstreamMs: upstream.latencyMs };
  return {
    statusCode: 200 as const,
    stream: streamAnswer(body, context, { interceptor, resumable, responseId, creates: true }),
    headers: { ...eventStreamHeaders, ...answerHeaders(context, facts) },
  };
}
