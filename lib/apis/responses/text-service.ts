import { answerHeaders } from '../../context/answer-headers.ts';
import type { Call } from '../../context/call.ts';
import { parseAnswer } from '../../upstream/parse-answer.ts';
import { readBody } from '../../upstream/read-body.ts';
import { sendResponse } from '../../upstream/send-response.ts';
import { textAnswer } from './answers/text-answer.ts';
import { audioMediaTypeOf } from './events/audio-media-type.ts';
import { completeTextRequest } from './schemas/text-defaults.ts';
import type { TextRequest } from './schemas/text-request.ts';
import { streamResponse } from './streaming/stream-response.ts';
import { noteResponse } from './tracking/note-response.ts';
import type { ResponseTracker } from './tracking/response-tracker.ts';
import { trackAnswer } from './tracking/track-answer.ts';

/** `create-text`: one response, answered whole; a background one as it is queued (202). Throws `ServiceError`. */
export function createText(tracker: ResponseTracker) {
  return async (request: TextRequest, call: Call) => {
    const { request: params, warnings } = completeTextRequest(request, { model: call.environment.defaultModel });
    const tracking = trackAnswer(params, call, tracker);
    const upstream = await sendResponse({ ...params, stream: false }, call);
    const response = await tracking.read(readBody(call, upstream, 'json'), (pieces) =>
      parseAnswer(Buffer.concat(pieces).toString('utf8'), upstream, call),
    );
    noteResponse(call, response);
    const followed = await tracking.accept(response);
    const facts = { warnings: [...warnings, ...followed.warnings], upstreamMs: upstream.latencyMs };
    return {
      statusCode: followed.statusCode,
      headers: { ...answerHeaders(call, facts), ...followed.headers },
      body: textAnswer(response as unknown as Parameters<typeof textAnswer>[0], audioMediaTypeOf(params)),
    };
  };
}

/** `stream-text`: the response's events as frames. Throws as `streamResponse` does. */
export function streamText(tracker: ResponseTracker) {
  return (request: TextRequest, call: Call) => {
    const { request: params, warnings } = completeTextRequest(request, { model: call.environment.defaultModel });
    return streamResponse(params, call, { tracker, requested: { include: params.include ?? [] }, warnings });
  };
}
