import type { ResponseIncludable } from 'openai/resources/responses/responses';
import type { RequestContext } from '../context/request-context.ts';
import { fieldsOf } from '../json/fields.ts';
import { decodeText } from '../large-json/byte-string.ts';
import { type LongString, takeOutLongStrings } from '../large-json/long-strings.ts';
import { openaiClient } from './client.ts';
import { parseAnswer } from './parse-answer.ts';
import { readBody } from './read-body.ts';
import { requestUpstream, type UpstreamAnswer } from './request-upstream.ts';

/** What OpenAI is asked to add to a response or its stream. */
export interface RetrieveQuery {
  readonly include?: readonly string[] | undefined;
  readonly include_obfuscation?: boolean | undefined;
}

/** A whole response: placeholders stand in it for long strings, which `strings` has (`lib/large-json/long-strings.ts`). */
export interface WholeResponse {
  readonly response: Readonly<Record<string, unknown>>;
  readonly strings: readonly LongString[];
  readonly latencyMs: number;
}

/** Retrieves a response from OpenAI. Throws as `requestUpstream` and `readBody` do. */
export async function retrieveUpstream(
  id: string,
  query: RetrieveQuery,
  context: RequestContext,
): Promise<WholeResponse> {
  const { responses } = openaiClient(context.environment);
  const upstream = await requestUpstream(context, { kind: 'lookup' }, (options) =>
    responses.retrieve(id, sent(query), options).asResponse(),
  );
  return {
    ...readWhole(await readBody(context, upstream, 'images'), upstream, context),
    latencyMs: upstream.latencyMs,
  };
}

/** Without images there is nothing that is too large to be read: long texts are the caller's, or a tool call's. */
function readWhole(
  pieces: readonly Buffer[],
  upstream: UpstreamAnswer,
  context: RequestContext,
): Omit<WholeResponse, 'latencyMs'> {
  const { json, strings } = takeOutLongStrings(pieces);
  const response = parseAnswer(decodeText(json), upstream, context);
  if (strings.length === 0 || hasImages(response)) return { response, strings };
  return { response: parseAnswer(Buffer.concat(pieces).toString('utf8'), upstream, context), strings: [] };
}

function hasImages({ output }: WholeResponse['response']): boolean {
  return Array.isArray(output) && output.some((item) => fieldsOf(item).type === 'image_generation_call');
}

/**
 * Retrieves a response's events from OpenAI, those after the number `after` where there is one. Throws as `requestUpstream`
 * does: OpenAI refuses for responses that were not streamed in the background, and for old ones.
 */
export function retrieveStream(
  id: string,
  query: RetrieveQuery & { readonly after?: number | undefined },
  context: RequestContext,
): Promise<UpstreamAnswer> {
  const { responses } = openaiClient(context.environment);
  const { after, ...rest } = query;
  const params = { ...sent(rest), stream: true as const, ...(after === undefined ? {} : { starting_after: after }) };
  return requestUpstream(context, { kind: 'lookup' }, (options) =>
    responses.retrieve(id, params, options).asResponse(),
  );
}

function sent({ include, include_obfuscation }: RetrieveQuery) {
  return {
    ...(include && include.length > 0 ? { include: [...include] as ResponseIncludable[] } : {}),
    ...(include_obfuscation === undefined ? {} : { include_obfuscation }),
  };
}
