import { cutText } from '../../errors/cut-text.ts';
import { ServiceError } from '../../errors/service-error.ts';
import type { HttpRequest } from '../http-request.ts';

const MIB = 1024 * 1024;

/**
 * Most bytes of a body once it is decompressed: twice what one may have that comes as it is, since what is parsed of it has to fit
 * into a function's memory.
 */
const LARGEST_DECOMPRESSED_BYTES = 12 * MIB;

/** Each coding costs a pass; nobody needs more. */
const MOST_CODINGS = 3;

type Decompress = (bytes: Buffer<ArrayBuffer>, options: { readonly maxOutputLength: number }) => Buffer<ArrayBuffer>;

/** The codings of RFC 9110 §8.4.1, of RFC 7932 and of RFC 8878, by their names in `content-encoding`. */
const decompressors: Readonly<Record<string, Decompress>> = {
  gzip: (bytes, options) => zlib().gunzipSync(bytes, options),
  'x-gzip': (bytes, options) => zlib().gunzipSync(bytes, options),
  // Some clients leave out the zlib format around it, which RFC 9110 asks for.
  deflate: (bytes, options) =>
    hasZlibHeader(bytes) ? zlib().inflateSync(bytes, options) : zlib().inflateRawSync(bytes, options),
  br: (bytes, options) => zlib().brotliDecompressSync(bytes, options),
  zstd: (bytes, options) => zlib().zstdDecompressSync(bytes, options),
};

/** Loaded by the first compressed body: few ever come. */
function zlib() {
  return process.getBuiltinModule('node:zlib');
}

const ACCEPTED = 'gzip, deflate, br, zstd';

const JSON_BEGINS = /^\s*[{["]/;

/**
 * The text of a body, out of the gateway's base64 and out of what its `content-encoding` says; undefined where there is none.
 * Throws a `ServiceError`: `unsupported_media_type` for another coding, `request_too_large` for more than
 * `LARGEST_DECOMPRESSED_BYTES`, and `invalid_json` for what is not compressed as it says.
 */
export function decodedBody({ body, headers = {}, isBase64Encoded }: Partial<HttpRequest>): string | undefined {
  const codings = codingsOf(headers['content-encoding'] ?? '');
  if (body === undefined || codings.length === 0 || body === '') {
    return isBase64Encoded && body !== undefined ? Buffer.from(body, 'base64').toString('utf8') : body;
  }
  // API Gateway decompresses by itself, and hands text on; a gateway that makes text of compressed bytes destroys them.
  if (!isBase64Encoded) {
    if (JSON_BEGINS.test(body)) return body;
    throw broken(codings, new Error('The gateway took compressed bytes for text'));
  }
  // The last coding is the outermost one.
  const bytes = codings.reduceRight(
    (compressed, coding) => decompressed(compressed, coding),
    Buffer.from(body, 'base64'),
  );
  return bytes.toString('utf8');
}

function codingsOf(header: string): readonly string[] {
  const codings = header
    .split(',')
    .map((coding) => coding.trim().toLowerCase())
    .filter((coding) => coding !== '' && coding !== 'identity');
  const unknown = codings.find((coding) => !Object.hasOwn(decompressors, coding));
  if (unknown !== undefined || codings.length > MOST_CODINGS) {
    throw new ServiceError('unsupported_media_type', {
      message:
        unknown === undefined
          ? `The request has more than ${MOST_CODINGS} content codings.`
          : `The content coding '${cutText(unknown)}' of the request is not supported.`,
      hint: 'Compress the body with gzip, deflate, br or zstd and name that in `Content-Encoding`, or send it as it is without that header.',
      headers: { 'accept-encoding': ACCEPTED },
    });
  }
  return codings;
}

function decompressed(bytes: Buffer<ArrayBuffer>, coding: string): Buffer<ArrayBuffer> {
  try {
    return (decompressors[coding] as Decompress)(bytes, { maxOutputLength: LARGEST_DECOMPRESSED_BYTES });
  } catch (error) {
    if ((error as { readonly code?: unknown }).code !== 'ERR_BUFFER_TOO_LARGE') throw broken([coding], error);
    throw new ServiceError('request_too_large', {
      message: `The request is larger than ${LARGEST_DECOMPRESSED_BYTES / MIB} MB once it is decompressed.`,
      hint: 'Upload the data as a file and send its `file_id`, or send a URL.',
      cause: error,
    });
  }
}

function broken(codings: readonly string[], cause: unknown): ServiceError {
  return new ServiceError('invalid_json', {
    message: `The request body could not be decompressed as ${codings.join(', ')}.`,
    hint: 'Make sure that `Content-Encoding` names what the body is compressed with, and that all of its bytes are sent.',
    cause,
  });
}

/** RFC 1950 §2.2: the method deflate, and a check over the first two bytes. */
function hasZlibHeader(bytes: Uint8Array): boolean {
  const [method = 0, flags = 0] = bytes;
  return (method & 15) === 8 && (method * 256 + flags) % 31 === 0;
}
