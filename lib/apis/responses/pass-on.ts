import { answerHeaders } from '../../context/answer-headers.ts';
import type { RequestContext } from '../../context/request-context.ts';
import type { BodyKind } from '../../stream/body-limits.ts';
import { parseAnswer } from '../../upstream/parse-answer.ts';
import { readBody } from '../../upstream/read-body.ts';
import { requestUpstream, type SendUpstream, type UpstreamRequest } from '../../upstream/request-upstream.ts';
import { withAudioTypes } from './answers/audio-types.ts';
import { recordResponse } from './tracking/record-response.ts';

/**
 * Sends, and answers with OpenAI's JSON as it came, spoken parts of its items with their media type. Throws as `requestUpstream`
 * and `parseAnswer` do.
 */
export async function passOn(
  context: RequestContext,
  request: UpstreamRequest & { readonly body: BodyKind },
  send: SendUpstream,
) {
  const { model } = request;
  const upstream = await requestUpstream(context, request, send);
  const read = Buffer.concat(await readBody(context, upstream, request.body));
  const body = parseAnswer(read.toString('utf8'), upstream, context);
  // Only what uses tokens names them; its cost is that of the model that was asked.
  recordResponse(context, 'usage' in body && model !== undefined ? { model, ...body } : body);
  const headers = answerHeaders(context, { warnings: [], upstreamMs: upstream.latencyMs });
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
