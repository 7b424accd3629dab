import type { ResponseCreateParams } from 'openai/resources/responses/responses';
import { completeTextRequest } from '../requests/text-defaults.ts';
import type { TextRequest } from '../requests/text-request.ts';
import type { Sink } from '../stream/sink.ts';
import { textAnswer } from './answer/text-answer.ts';
import { answerHeaders, eventStreamHeaders } from './answer-headers.ts';
import type { Call } from './call.ts';
import { openaiClient } from './client.ts';
import { noteResponse } from './note-response.ts';
import { readJson, requestUpstream, type UpstreamAnswer } from './request-upstream.ts';
import { streamAnswer } from './stream-answer.ts';

/** `create-text`: one response, answered whole. Throws `ServiceError`. */
export async function createText(request: TextRequest, call: Call) {
  const { params, warnings } = paramsOf(request, call);
  const upstream = await send({ ...params, stream: false }, call);
  const response = await readJson(call, upstream);
  noteResponse(call, response);
  return {
    statusCode: 200,
    headers: answerHeaders(call, { warnings, upstreamMs: upstream.latencyMs }),
    body: textAnswer(response as Parameters<typeof textAnswer>[0]),
  };
}

/** `stream-text`: the response's events as frames. Throws `ServiceError` until upstream has accepted the request. */
export async function streamText(request: TextRequest, call: Call) {
  const { params, warnings } = paramsOf(request, call);
  const upstream = await send({ ...params, stream: true }, call);
  const stream = streamAnswer(upstream, call);
  return {
    statusCode: 200 as const,
    headers: { ...eventStreamHeaders, ...answerHeaders(call, { warnings, upstreamMs: upstream.latencyMs }) },
    stream: (sink: Sink) => stream(sink),
  };
}

function paramsOf(request: TextRequest, call: Call) {
  const { request: params, warnings } = completeTextRequest(request, { model: call.environment.defaultModel });
  call.notes.request = params;
  call.notes.model = params.model;
  if (typeof params.safety_identifier === 'string') call.notes.safetyIdentifier = params.safety_identifier;
  return { params, warnings };
}

function send(params: { readonly model: string; readonly stream: boolean }, call: Call): Promise<UpstreamAnswer> {
  const { responses } = openaiClient(call.environment);
  // The schema lets through what OpenAI has added since this SDK: the body is the caller's, not the SDK's type.
  const body = params as unknown as ResponseCreateParams;
  return requestUpstream(call, params.model, (options) => responses.create(body, options).asResponse());
}
