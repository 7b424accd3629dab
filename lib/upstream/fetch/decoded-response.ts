import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { type Duplex, pipeline, Readable } from 'node:stream';
// In a bundle it is loaded with its first use (`node-builtins-plugin.ts`): OpenAI is asked for no coding, and sends none.
import {
  constants,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createInflateRaw,
  createZstdDecompress,
} from 'node:zlib';
import { undecodable } from '../../errors/unreadable-answer.ts';
import { fieldsOf } from '../../json/fields.ts';
import type { Exchange } from './exchange.ts';
import { UpstreamResponse } from './upstream-response.ts';

/** Makes what undoes a coding; `first` is the first byte of what it is given, where that is known. */
type Decoder = (first: number | undefined) => Duplex;

/**
 * Codings of HTTP (https://www.iana.org/assignments/http-parameters). A body that is cut short is no error here: whoever reads it
 * finds that it is not whole, and has the words for that.
 */
const decoders: Readonly<Record<string, Decoder>> = {
  gzip: () => createGunzip({ finishFlush: constants.Z_SYNC_FLUSH }),
  br: () => createBrotliDecompress({ finishFlush: constants.BROTLI_OPERATION_FLUSH }),
  zstd: () => createZstdDecompress({ finishFlush: constants.ZSTD_e_flush }),
  // By RFC 9110 it has zlib's header; some servers send it without.
  deflate: (first) =>
    (first === undefined || (first & 0x0f) === 8 ? createInflate : createInflateRaw)({
      finishFlush: constants.Z_SYNC_FLUSH,
    }),
};

const aliases: Readonly<Record<string, string>> = { 'x-gzip': 'gzip' };

/** Error codes of Node's decompressors; others are the network's. */
const DECODER_CODE = /^(?:Z_|ZSTD_|ERR_BROTLI|ERR_ZLIB|ERR__|ERR_PADDING)/;

/**
 * A response with its content codings undone as its bytes come. Rejects with a `ServiceError` `upstream_invalid_response` for a
 * coding that is not known; of a refusal, whose status says more, that is the text.
 */
export function decodedResponse(
  message: IncomingMessage,
  url: string,
  exchange?: Exchange,
): UpstreamResponse | Promise<UpstreamResponse> {
  const codings = codingsOf(message.headers['content-encoding'] ?? '');
  return codings.length === 0
    ? new UpstreamResponse(message, url, { exchange })
    : decode(message, url, codings, exchange);
}

function codingsOf(header: string): string[] {
  return header
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .map((name) => (Object.hasOwn(aliases, name) ? (aliases[name] ?? name) : name))
    .filter((name) => name !== '' && name !== 'identity');
}

async function decode(
  message: IncomingMessage,
  url: string,
  codings: readonly string[],
  exchange: Exchange | undefined,
): Promise<UpstreamResponse> {
  const unknown = codings.find((name) => !Object.hasOwn(decoders, name));
  if (unknown !== undefined) {
    message.destroy();
    const error = undecodable(unknown);
    if ((message.statusCode ?? 0) < 400) throw error;
    return new UpstreamResponse(message, url, { body: Readable.from([Buffer.from(error.message)]), exchange });
  }
  const first = codings.at(-1) === 'deflate' ? await firstByte(message) : undefined;
  // They were applied in the order in which they are named (RFC 9110 §8.4).
  const steps = codings.toReversed().map((name) => decoders[name]?.(first));
  const known = steps.filter((step) => step !== undefined);
  const last = known.reduce<Readable>((from, step) => pipeline(from, step, () => undefined), message);
  const body = Readable.from(named(last, codings.join(', ')), { objectMode: false });
  // A generator that nobody has begun to read runs no `finally`.
  body.once('close', () => last.destroy());
  return new UpstreamResponse(message, url, { body, exchange });
}

async function firstByte(message: IncomingMessage): Promise<number | undefined> {
  await once(message, 'readable');
  const chunk: Buffer | null = message.read();
  if (chunk !== null) message.unshift(chunk);
  return chunk?.[0];
}

async function* named(decoded: Readable, coding: string): AsyncGenerator<Buffer> {
  try {
    yield* decoded;
  } catch (error) {
    const { code } = fieldsOf(error);
    throw typeof code === 'string' && DECODER_CODE.test(code) ? undecodable(coding, error) : error;
  }
}
