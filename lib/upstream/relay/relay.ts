import type { Readable } from 'node:stream';
import type { StreamAnswer } from '../../context/answer.ts';
import { type AnswerFacts, answerHeaders } from '../../context/answer-headers.ts';
import type { AdmittedBody } from '../../context/guard.ts';
import type { RelayedRequest, RelayService } from '../../context/relayed-request.ts';
import type { RequestContext } from '../../context/request-context.ts';
import { ServiceError } from '../../errors/service-error.ts';
import { type Fields, isFields } from '../../json/fields.ts';
import type { LongString } from '../../large-json/long-strings.ts';
import type { BodyKind } from '../../stream/body-limits.ts';
import type { Interceptor } from '../../stream/interceptor.ts';
import { writeParts } from '../../stream/write-parts.ts';
import { flowBody } from '../flow-body.ts';
import { isEventStream } from '../is-event-stream.ts';
import { isJson } from '../is-json.ts';
import { bytesMask, keyMask } from '../mask-key.ts';
import { readBody } from '../read-body.ts';
import { recordResponse } from '../record-response.ts';
import type { UpstreamAnswer } from '../request-upstream.ts';
import type { SentBody } from '../send-once.ts';
import type { UpstreamKind } from '../upstream-kinds.ts';
import { answerFields } from './answer-fields.ts';
import { keptHeaders } from './kept-headers.ts';
import { keptInTime } from './kept-in-time.ts';
import { admitBody, seenBody } from './relayed-body.ts';
import { sendBytes } from './send-bytes.ts';

/** A request that is answered with events, as the caller has sent it and as it went out. */
export interface StreamedRequest {
  readonly asked: unknown;
  readonly sent: unknown;
  /** Where what its events bring is kept. */
  readonly interceptor?: Interceptor | undefined;
}

/** Keeps what one answer brings. */
export interface Keeper {
  readonly headers: Readonly<Record<string, string>>;
  readonly warnings: readonly string[];
  /** Sees a whole answer, and what was taken out of it. Never rejects. */
  readonly whole: (answer: Fields, strings: readonly LongString[]) => Promise<void>;
  /** Sees the events of a stream. */
  readonly interceptor: Interceptor;
}

/** How an operation is passed on. */
export interface RelayOptions {
  readonly kind: UpstreamKind;
  /** What its body is to limits and budgets, where it costs. */
  readonly admits?: AdmittedBody;
  /** What the answer is, by its size: `json` where left out. `bytes` that are no JSON go on as they come. */
  readonly answer?: BodyKind | 'bytes';
  /** Writes the answer where it is events; left out: it never is. */
  readonly streamed?: (body: Readable, context: RequestContext, request: StreamedRequest) => StreamAnswer['stream'];
  /** Keeps what an answer brings. It is told of in headers; the caller does not wait for it. */
  readonly keeps?: (context: RequestContext) => Promise<Keeper | undefined>;
  /** Makes the form of a body that names uploads; undefined where it names none. `taken` is called once OpenAI has it. */
  readonly uploads?: (
    body: Fields,
    context: RequestContext,
  ) => Promise<{ readonly body: SentBody; readonly taken: () => Promise<void> } | undefined>;
  /** Told before bytes go on. */
  readonly flowed?: (context: RequestContext) => void;
  /** Told of the answer where it is a JSON object, before it goes out. Says what the caller is warned of. */
  readonly answered?: (answer: Fields, context: RequestContext) => Promise<readonly string[]>;
}

/** Keys of OpenAI's are some 160 characters long. */
const SEAM_BYTES = 512;

/** OpenAI's own path is below its base URL, which ends in `/v1`. */
const ROOT = /^\/v1(?=\/)/;

/**
 * Serves an operation in OpenAI's dialect: the request goes on as it came, and the answer comes back in its own bytes. Its usage is read
 * on the side. Throws as `sendBytes`, `admitBody` and `readBody` do.
 *
 * @example
 * export const handler = openaiEndpoint('list-models', relay({ kind: 'lookup' }));
 */
export function relay({
  kind,
  admits,
  answer: size = 'json',
  streamed,
  keeps,
  uploads,
  flowed,
  answered = recorded,
}: RelayOptions): RelayService {
  return async (request, context) => {
    const { body, params } = admits
      ? await admitBody(request, context, admits)
      : { body: seenBody(request, context), params: request.values.body };
    const model = modelOf(request);
    if (model !== undefined) context.recorder.requested(params, { model });
    const uploaded = isFields(params) ? await uploads?.(params, context) : undefined;
    const upstream = await sendRelayed(request, context, { kind, model, body: uploaded?.body ?? body });
    await uploaded?.taken();
    if (streamed && isEventStream(upstream.response)) {
      const keeper = await keeps?.(context);
      const headers = { ...relayedHeaders(upstream, context, keeper?.warnings ?? []), ...keeper?.headers };
      const seen = { asked: request.values.body, sent: params, interceptor: keeper?.interceptor };
      const stream = streamed(upstream.response.body, context, seen);
      const after = keeper && { after: () => keptInTime(keeper.interceptor, context) };
      return { statusCode: upstream.response.status, headers, stream, ...after };
    }
    if (size === 'bytes' && !isJson(upstream.response)) {
      flowed?.(context);
      const headers = relayedHeaders(upstream, context, []);
      return { statusCode: upstream.response.status, headers, stream: flowBody(upstream.response.body, context) };
    }
    const kindOfBody = size === 'bytes' ? 'json' : size;
    const pieces = await readBody(context, upstream, kindOfBody);
    const { fields, strings } = answerFields(pieces, kindOfBody);
    if (!isFields(fields)) return relayedAnswer(upstream, pieces, context);
    const warnings = await answered(fields, context);
    const keeper = await keeps?.(context);
    const answer = relayedAnswer(upstream, pieces, context, [...warnings, ...(keeper?.warnings ?? [])]);
    if (!keeper) return answer;
    return {
      ...answer,
      headers: { ...answer.headers, ...keeper.headers },
      after: () => keeper.whole(fields, strings),
    };
  };
}

/** Sends a request on, at OpenAI's path of its row. */
export function sendRelayed(
  { row, seen, rawQuery, values }: RelayedRequest,
  context: RequestContext,
  {
    kind,
    model,
    body,
  }: { readonly kind: UpstreamKind; readonly model?: string | undefined; readonly body?: SentBody | undefined },
): Promise<UpstreamAnswer> {
  const template = (row.paths.openai ?? '').replace(ROOT, '');
  const path = template.replaceAll(/\{(\w+)\}/g, (_, name: string) => segmentOf(seen.path[name] ?? ''));
  const query = rawQuery === '' ? '' : `?${rawQuery}`;
  const retries = !triesAgain(values.headers);
  return sendBytes(context, { method: row.method, path: path + query, body }, { kind, model, retries });
}

/** A dot alone, or two, would name another path. */
function segmentOf(value: string): string {
  if (/^\.{1,2}$/.test(value)) throw new ServiceError('route_not_found', { message: `There is no object '${value}'.` });
  return encodeURIComponent(value);
}

/** Whether a client tries again by itself: OpenAI's count their attempts, and Vercel's AI SDK names itself. */
function triesAgain({
  'x-stainless-retry-count': attempts,
  'user-agent': agent = '',
}: Readonly<Record<string, string>>): boolean {
  return attempts !== undefined || agent.includes('ai-sdk');
}

/** The model that a request asks for. */
function modelOf({ values }: RelayedRequest): string | undefined {
  const model = isFields(values.body) ? values.body.model : values.path.model;
  return typeof model === 'string' ? model : undefined;
}

/** An answer that has been read, in its own bytes. */
export function relayedAnswer(
  upstream: UpstreamAnswer,
  pieces: readonly Buffer[],
  context: RequestContext,
  warnings: readonly string[] = [],
): StreamAnswer {
  const mask = bytesMask(context.environment);
  return {
    statusCode: upstream.response.status,
    headers: relayedHeaders(upstream, context, warnings),
    stream: (sink) => writeParts(maskedPieces(pieces, mask), sink),
  };
}

/** A key may begin in one piece and end in the next: pieces that touch so are masked as one. */
function maskedPieces(pieces: readonly Buffer[], mask: (chunk: Buffer) => Buffer): Buffer[] {
  // Lambda drops status and headers of a body without a write.
  if (pieces.length === 0) return [Buffer.alloc(0)];
  const masked: Buffer[] = [];
  for (const piece of pieces) {
    const before = masked.at(-1);
    const seam = before && Buffer.concat([before.subarray(-SEAM_BYTES), piece.subarray(0, SEAM_BYTES)]);
    if (before && seam && mask(seam) !== seam) masked[masked.length - 1] = mask(Buffer.concat([before, piece]));
    else masked.push(mask(piece));
  }
  return masked;
}

/** OpenAI's headers that clients read, and this service's own. */
export function relayedHeaders(
  upstream: UpstreamAnswer,
  context: RequestContext,
  warnings: AnswerFacts['warnings'],
): Record<string, string> {
  return {
    ...keptHeaders(upstream.response.headers, keyMask(context.environment)),
    ...answerHeaders(context, { warnings, upstreamMs: upstream.latencyMs }),
  };
}

async function recorded(answer: Fields, context: RequestContext): Promise<readonly string[]> {
  recordResponse(context, answer);
  return [];
}
