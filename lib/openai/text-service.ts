import { completeTextRequest } from '../requests/text-defaults.ts';
import type { TextRequest } from '../requests/text-request.ts';
import { textAnswer } from './answer/text-answer.ts';
import { answerHeaders, eventStreamHeaders } from './answer-headers.ts';
import type { Call } from './call.ts';
import { noteResponse } from './note-response.ts';
import { parseObject, readBody } from './read-body.ts';
import { sendResponse } from './send-response.ts';
import { streamAnswer } from './stream-answer.ts';

/** `create-text`: one response, answered whole. Throws `ServiceError`. */
export async function createText(request: TextRequest, call: Call) {
  const { request: params, warnings } = completeTextRequest(request, { model: call.environment.defaultModel });
  const upstream = await sendResponse({ ...params, stream: false }, call);
  const response = parseObject(Buffer.concat(await readBody(call, upstream)).toString('utf8'));
  noteResponse(call, response);
  return {
    statusCode: 200,
    headers: answerHeaders(call, { warnings, upstreamMs: upstream.latencyMs }),
    body: textAnswer(response as Parameters<typeof textAnswer>[0]),
  };
}

/** `stream-text`: the response's events as frames. Throws `ServiceError` until upstream has accepted the request. */
export async function streamText(request: TextRequest, call: Call) {
  const { request: params, warnings } = completeTextRequest(request, { model: call.environment.defaultModel });
  const upstream = await sendResponse({ ...params, stream: true }, call);
  return {
    statusCode: 200 as const,
    stream: streamAnswer(upstream, call),
    headers: { ...eventStreamHeaders, ...answerHeaders(call, { warnings, upstreamMs: upstream.latencyMs }) },
  };
}
