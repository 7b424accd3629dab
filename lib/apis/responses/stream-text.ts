import type { RequestContext } from '../../context/request-context.ts';
import { completeTextRequest } from './schemas/text-defaults.ts';
import type { TextRequest } from './schemas/text-request.ts';
import { streamResponse } from './streaming/stream-response.ts';
import type { ResponseTracker } from './tracking/response-tracker.ts';

/** `stream-text`: the response's events as frames. Throws as `streamResponse` does. */
export function streamText(tracker: ResponseTracker) {
  return (request: TextRequest, context: RequestContext) => {
    const { request: params, warnings } = completeTextRequest(request, { model: context.environment.defaultModel });
    return streamResponse(params, context, { tracker, requested: { include: params.include ?? [] }, warnings });
  };
}
