import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { FunctionError } from './function-error.ts';

/** A function's answer as the front door passes it on. */
export interface FunctionAnswer {
  readonly statusCode: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: readonly string[];
  /**
   * The body's bytes, pulled from the function as they are read. Fails with a `FunctionError` where the function was
   * cut. Destroying it does not reach the function: the rest is then read and dropped, as Lambda does.
   */
  readonly body: Readable;
}

/** Content type of an answer that begins with its status and headers, as JSON and eight zero bytes. */
const WITH_PRELUDE = 'application/vnd.awslambda.http-integration-response';
const DELIMITER = Buffer.alloc(8);
/** A prelude is a status and some headers; beyond this it is a body without a delimiter. */
const PRELUDE_LIMIT = 1024 * 1024;

interface Prelude {
  readonly statusCode?: number;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly multiValueHeaders?: Readonly<Record<string, readonly unknown[]>>;
  readonly cookies?: readonly string[];
}

/**
 * Reads the head of what a function posts to the Runtime API and leaves the rest to whoever reads `body`.
 *
 * @param limit the most bytes that `body` may have (Lambda: 200 MB streamed)
 * @param cut why the connection broke, asked for when it has
 * @throws FunctionError where the function failed before the first byte, or its prelude is not one
 */
export async function readAnswer(
  message: IncomingMessage,
  limit: number,
  cut: () => Promise<FunctionError>,
): Promise<FunctionAnswer> {
  const chunks = readChunks(message, limit, cut);
  const type = message.headers['content-type'] ?? 'application/octet-stream';
  const first = await chunks.next();
  if (!type.startsWith(WITH_PRELUDE)) {
    return { statusCode: 200, headers: { 'content-type': type }, cookies: [], body: bodyOf(first.value, chunks) };
  }
  // Without a single byte the runtime client never sends the prelude: status and headers are lost, here as in Lambda.
  if (first.done) return { statusCode: 200, headers: {}, cookies: [], body: bodyOf(undefined, chunks) };

  let head = first.value;
  let end = head.indexOf(DELIMITER);
  while (end < 0) {
    const next = await chunks.next();
    if (next.done || head.length > PRELUDE_LIMIT) throw invalid('it ends before the eight zero bytes');
    const searched = Math.max(0, head.length - DELIMITER.length);
    head = Buffer.concat([head, next.value]);
    end = head.indexOf(DELIMITER, searched);
  }
  return { ...parsePrelude(head.subarray(0, end)), body: bodyOf(head.subarray(end + DELIMITER.length), chunks) };
}

async function* readChunks(
  message: IncomingMessage,
  limit: number,
  cut: () => Promise<FunctionError>,
): AsyncGenerator<Buffer, undefined> {
  const chunks: AsyncIterable<Buffer> = message.iterator({ destroyOnReturn: false });
  let bytes = 0;
  try {
    for await (const chunk of chunks) {
      bytes += chunk.length;
      if (bytes > limit) throw new FunctionError('response_too_large', `The answer is longer than ${limit} bytes`);
      yield chunk;
    }
  } catch (error) {
    throw error instanceof FunctionError ? error : await cut();
  } finally {
    message.resume();
  }
  const type = message.trailers['lambda-runtime-function-error-type'];
  if (type) throw new FunctionError('handler', describeTrailer(type, message));
  return undefined;
}

function describeTrailer(type: string, message: IncomingMessage): string {
  const body = message.trailers['lambda-runtime-function-error-body'] ?? '';
  try {
    const report: { readonly errorMessage?: string } = JSON.parse(Buffer.from(body, 'base64').toString());
    return `${type}: ${report.errorMessage ?? ''}`;
  } catch {
    return type;
  }
}

function bodyOf(first: Buffer | undefined, rest: AsyncGenerator<Buffer, undefined>): Readable {
  async function* chunks() {
    if (first?.length) yield first;
    yield* rest;
  }
  // One chunk is held at most; the next is pulled when this one has been taken.
  const body = Readable.from(chunks(), { objectMode: true, highWaterMark: 1 });
  // Destroyed before it was read, `chunks` never begins, and so never ends `rest` either.
  body.once('close', () => rest.return(undefined).catch(() => {}));
  return body;
}

function parsePrelude(json: Buffer): Omit<FunctionAnswer, 'body'> {
  let prelude: Prelude;
  try {
    prelude = JSON.parse(json.toString());
  } catch (cause) {
    throw invalid('it is not JSON', cause);
  }
  if (typeof prelude !== 'object' || prelude === null) throw invalid('it is not an object');
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(prelude.headers ?? {})) headers[name.toLowerCase()] = String(value);
  for (const [name, values] of Object.entries(prelude.multiValueHeaders ?? {})) {
    headers[name.toLowerCase()] = values.join(', ');
  }
  return { statusCode: prelude.statusCode ?? 200, headers, cookies: prelude.cookies ?? [] };
}

function invalid(why: string, cause?: unknown): FunctionError {
  return new FunctionError('invalid_response', `The answer's prelude cannot be read: ${why}`, { cause });
}
