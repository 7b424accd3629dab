import { audioMediaTypeOf } from '../events/audio-media-type.ts';
import { completeTextRequest } from '../requests/text-defaults.ts';
import type { TextRequest } from '../requests/text-request.ts';
import { textAnswer } from './answer/text-answer.ts';
import { answerHeaders } from './answer-headers.ts';
import type { Call } from './call.ts';
import { followAnswer } from './follow-answer.ts';
import type { ResponseFollower } from './follow-response.ts';
import { noteResponse } from './note-response.ts';
import { parseAnswer } from './parse-answer.ts';
import { readBody } from './read-body.ts';
import { sendResponse } from './send-response.ts';
import { streamResponse } from './stream-response.ts';

/** `create-text`: one response, answered whole; a background one as it is queued (202). Throws `ServiceError`. */
export function createText(follower: ResponseFollower) {
  return async (request: TextRequest, call: Call) => {
    const { request: params, warnings } = completeTextRequest(request, { model: call.environment.defaultModel });
    const following = followAnswer(params, call, follower);
    const upstream = await sendResponse({ ...params, stream: false }, call);
    const response = await following.read(readBody(call, upstream, 'json'), (pieces) =>
      parseAnswer(Buffer.concat(pieces).toString('utf8'), upstream, call),
    );
    noteResponse(call, response);
    const followed = await following.accept(response);
    const facts = { warnings: [...warnings, ...followed.warnings], upstreamMs: upstream.latencyMs };
    return {
      statusCode: followed.statusCode,
      headers: { ...answerHeaders(call, facts), ...followed.headers },
      body: textAnswer(response as unknown as Parameters<typeof textAnswer>[0], audioMediaTypeOf(params)),
    };
  };
}

/** `stream-text`: the response's events as frames. Throws as `streamResponse` does. */
export function streamText(follower: ResponseFollower) {
  return (request: TextRequest, call: Call) => {
    const { request: params, warnings } = completeTextRequest(request, { model: call.environment.defaultModel });
    return streamResponse(params, call, { follower, asked: { include: params.include ?? [] }, warnings });
  };
}
