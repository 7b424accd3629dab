import { answerHeaders } from '../../context/answer-headers.ts';
import type { RequestContext } from '../../context/request-context.ts';
import { parseAnswer } from '../../upstream/parse-answer.ts';
import { readBody } from '../../upstream/read-body.ts';
import { recordResponse } from '../../upstream/record-response.ts';
import { sendResponse } from '../../upstream/send-response.ts';
import { textAnswer } from './answers/text-answer.ts';
import { audioMediaTypeOf } from './events/audio-media-type.ts';
import { completeTextRequest } from './schemas/text-defaults.ts';
import type { TextRequest } from './schemas/text-request.ts';
import type { ResponseTracker } from './tracking/response-tracker.ts';
import { trackAnswer } from './tracking/track-answer.ts';

/** `create-text`: one response, answered whole; a background one as it is queued (202). Throws `ServiceError`. */
export function createText(tracker: ResponseTracker) {
  return async (request: TextRequest, context: RequestContext) => {
    const { request: params, warnings } = completeTextRequest(request, { model: context.environment.defaultModel });
    const tracking = trackAnswer(params, context, tracker);
    const upstream = await sendResponse({ ...params, stream: false }, context);
    const response = await tracking.read(readBody(context, upstream, 'json'), (pieces) =>
      parseAnswer(Buffer.concat(pieces).toString('utf8'), upstream, context),
    );
    recordResponse(context, response);
    const [owned, followed] = await Promise.all([context.guard.made(response), tracking.accept(response)]);
    const facts = { warnings: [...warnings, ...owned, ...followed.warnings], upstreamMs: upstream.latencyMs };
    return {
      statusCode: followed.statusCode,
      headers: { ...answerHeaders(context, facts), ...followed.headers },
      body: textAnswer(response, audioMediaTypeOf(params)),
    };
  };
}
