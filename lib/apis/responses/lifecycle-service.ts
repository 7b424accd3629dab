import type { InputItemListParams } from 'openai/resources/responses/input-items';
import type { InputTokenCountParams } from 'openai/resources/responses/input-tokens';
import { answerHeaders } from '../../context/answer-headers.ts';
import type { Call } from '../../context/call.ts';
import type { BodyKind } from '../../stream/body-limits.ts';
import { openaiClient } from '../../upstream/client.ts';
import { parseAnswer } from '../../upstream/parse-answer.ts';
import { readBody } from '../../upstream/read-body.ts';
import { requestUpstream, type SendUpstream, type UpstreamRequest } from '../../upstream/request-upstream.ts';
import { withAudioTypes } from './answers/audio-types.ts';
import { type CompactRequest, completeCompactRequest } from './schemas/compact-request.ts';
import type { InputItemsRequest } from './schemas/input-items-request.ts';
import { completeInputTokensRequest, type InputTokensRequest } from './schemas/input-tokens-request.ts';
import { noteResponse } from './tracking/note-response.ts';

/** `list-input-items`: a page of what a response was made from, as OpenAI answers it. Throws `ServiceError`. */
export function listInputItems({ id, ...query }: InputItemsRequest, call: Call) {
  const { inputItems } = openaiClient(call.environment).responses;
  return passOn(call, { kind: 'lookup', body: 'json' }, (options) =>
    inputItems.list(id, query as InputItemListParams, options).asResponse(),
  );
}

/** `count-input-tokens`: OpenAI's count for a request that is not sent. Throws `ServiceError`. */
export function countInputTokens(request: InputTokensRequest, call: Call) {
  const params = completeInputTokensRequest(request, { model: call.environment.defaultModel });
  const { inputTokens } = openaiClient(call.environment).responses;
  call.notes.request = params;
  // What OpenAI has added since this SDK goes through as well.
  const body = params as unknown as InputTokenCountParams;
  return passOn(call, { kind: 'lookup', model: params.model, body: 'count' }, (options) =>
    inputTokens.count(body, options).asResponse(),
  );
}

/** `compact-response`: a conversation as fewer items, as OpenAI answers it. Throws `ServiceError`. */
export function compactResponse(request: CompactRequest, call: Call) {
  const params = completeCompactRequest(request, { model: call.environment.defaultModel });
  const { responses } = openaiClient(call.environment);
  call.notes.request = params;
  const body = params as unknown as Parameters<typeof responses.compact>[0];
  return passOn(call, { kind: 'generation', model: params.model, body: 'json' }, (options) =>
    responses.compact(body, options).asResponse(),
  );
}

/** Sends, and answers with OpenAI's JSON as it came, spoken parts of its items with their media type. */
async function passOn(call: Call, request: UpstreamRequest & { readonly body: BodyKind }, send: SendUpstream) {
  const { model } = request;
  if (model !== undefined) call.notes.model = model;
  const upstream = await requestUpstream(call, request, send);
  const read = Buffer.concat(await readBody(call, upstream, request.body));
  const body = parseAnswer(read.toString('utf8'), upstream, call);
  // Only what uses tokens names them; its cost is that of the model that was asked.
  noteResponse(call, 'usage' in body && model !== undefined ? { model, ...body } : body);
  const headers = answerHeaders(call, { warnings: [], upstreamMs: upstream.latencyMs });
  return { statusCode: 200, headers, body: withTypedItems(body) };
}

/** A page has its items in `data`, a compaction in `output`. */
function withTypedItems(body: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { data, output } = body;
  return {
    ...body,
    ...(Array.isArray(data) && { data: withAudioTypes(data) }),
    ...(Array.isArray(output) && { output: withAudioTypes(output) }),
  };
}
