/**
 * A string with one character for each byte of its UTF-8 text, as the `latin1` encoding reads and writes bytes.
 *
 * The stream's own matters (line ends, quotes, braces, digits) are ASCII, and no byte of a longer UTF-8 sequence is: frames
 * are cut and joined without decoding what they carry, and a character split between two reads needs no care.
 */
export type ByteString = string;

/** The bytes of a chunk. */
export function byteStringOf(chunk: Buffer): ByteString {
  return chunk.toString('latin1');
}

/** Text as bytes. */
export function encodeText(text: string): ByteString {
  return ASCII.test(text) ? text : Buffer.from(text, 'utf8').toString('latin1');
}

/** Bytes as text; sequences that are not UTF-8 become U+FFFD, as in any SSE parser. */
export function decodeText(bytes: ByteString): string {
  return ASCII.test(bytes) ? bytes : Buffer.from(bytes, 'latin1').toString('utf8');
}

const ASCII = /^[\0-\x7f]*$/;
