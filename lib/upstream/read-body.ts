import type { RequestContext } from '../context/request-context.ts';
import type { ErrorCode } from '../errors/catalogue.ts';
import { ServiceError, type ServiceErrorOptions } from '../errors/service-error.ts';
import { answerCutWords } from '../errors/unreadable-answer.ts';
import { newChunkList } from '../large-json/chunk-list.ts';
import { type BodyKind, bodyLimits } from '../stream/body-limits.ts';
import { isTooHeavy } from '../stream/json-weight.ts';
import { readBounded, type Unfinished } from '../stream/read-bounded.ts';
import { classifyFailure } from './classify-failure.ts';
import type { UpstreamAnswer } from './request-upstream.ts';

/** Behind the error for a body that did not come to its end: the beginning of it, which may name what was begun. */
export class UnfinishedBody extends Error {
  override readonly name = 'UnfinishedBody';
  /** Not for the log, which writes an error's own properties. */
  readonly #head: Buffer;

  constructor(message: string, head: Buffer, cause?: unknown) {
    super(message, { cause });
    this.#head = head;
  }

  head(): Buffer {
    return this.#head;
  }
}

/** As much of a body as is looked into for what it names. */
const HEAD_BYTES = 65_536;

/** The first bytes of a body. */
export function headOf(pieces: readonly Buffer[]): Buffer {
  const first: Buffer[] = [];
  for (let bytes = 0, index = 0; bytes < HEAD_BYTES && index < pieces.length; index += 1) {
    const piece = pieces[index] ?? Buffer.alloc(0);
    bytes += piece.length;
    first.push(piece);
  }
  return Buffer.concat(first).subarray(0, HEAD_BYTES);
}

const failures: Readonly<Record<Unfinished['kind'], { readonly code: ErrorCode } & ServiceErrorOptions>> = {
  broken: { code: 'upstream_connection_lost', ...answerCutWords },
  silent: {
    code: 'upstream_stalled',
    statusCode: 504,
    message: 'OpenAI stopped sending in the middle of its answer.',
    hint: 'Send the request again; its operator raises OPENAI_STREAM_IDLE_TIMEOUT if answers pause for longer.',
  },
  late: { code: 'function_timeout', statusCode: 504 },
  'too-large': { code: 'upstream_too_large', statusCode: 502 },
};

/**
 * The whole body of an answer, in pieces as they were read. Throws a `ServiceError`, with the beginning of the body in its
 * `cause`: `upstream_connection_lost` (502) where the connection broke, `upstream_stalled` (504) where it fell silent,
 * `upstream_too_large` (502) beyond what is taken of its kind, `function_timeout` (504) at the deadline.
 */
export async function readBody(
  context: RequestContext,
  { response }: UpstreamAnswer,
  kind: BodyKind = 'json',
): Promise<readonly Buffer[]> {
  const pieces = newChunkList();
  const bounds = {
    maxBytes: bodyLimits[kind],
    idleMs: context.environment.streamIdleTimeoutMs,
    deadlineMs: context.deadline.leftMs(),
  };
  let end = await readBounded(response.body, bounds, (chunk) => pieces.add(chunk));
  const { length } = pieces;
  const read = pieces.take();
  if (end.kind === 'whole' && isTooHeavy(length, read)) end = { kind: 'too-large' };
  if (end.kind === 'whole') return read;
  const reason = end.kind === 'broken' ? end.cause : undefined;
  const { code, ...options } = failures[end.kind];
  const cause = new UnfinishedBody(`The body is ${end.kind}`, headOf(read), reason);
  if (reason instanceof ServiceError) {
    const { message, hint, statusCode } = reason;
    throw new ServiceError(reason.code, { message, hint, statusCode, cause });
  }
  const isProtocol = classifyFailure(reason)?.kind === 'protocol';
  throw new ServiceError(isProtocol ? 'upstream_protocol_error' : code, { ...options, cause });
}
