import { answerHeaders } from '../context/answer-headers.ts';
import type { RequestContext } from '../context/request-context.ts';
import type { Fields } from '../json/fields.ts';
import type { BodyKind } from '../stream/body-limits.ts';
import { parseAnswer } from './parse-answer.ts';
import { readBody } from './read-body.ts';
import { recordResponse } from './record-response.ts';
import { requestUpstream, type SendUpstream, type UpstreamRequest } from './request-upstream.ts';

/** A request whose answer is passed on, and how much of that is read. */
export interface PassedOn extends UpstreamRequest {
  /** What the body is, by its size: `json` where nothing smaller fits. */
  readonly body: BodyKind;
}

/**
 * Sends a request to OpenAI and answers with its JSON as it came, less keys that it repeats. The body is bounded, an error under a
 * good status is an error, and what the answer says of its cost is recorded. Throws as `requestUpstream`, `readBody` and
 * `parseAnswer` do.
 *
 * @example
 * const { models } = openaiClient(context.environment);
 * return passOn(context, { kind: 'lookup', body: 'json' }, (options) => models.list(options).asResponse());
 */
export async function passOn(context: RequestContext, request: PassedOn, send: SendUpstream) {
  const { model } = request;
  const upstream = await requestUpstream(context, request, send);
  const read = Buffer.concat(await readBody(context, upstream, request.body));
  const body: Fields = parseAnswer(read.toString('utf8'), upstream, context);
  // Only what uses tokens names them; its cost is that of the model that was asked.
  recordResponse(context, 'usage' in body && model !== undefined ? { model, ...body } : body);
  // What is only looked up is somebody's already.
  const warnings = request.kind === 'lookup' ? [] : await context.guard.made(body);
  const headers = answerHeaders(context, { warnings, upstreamMs: upstream.latencyMs });
  return { statusCode: 200, headers, body };
}
