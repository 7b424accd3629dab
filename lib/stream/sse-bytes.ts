import { type ByteString, decodeText, encodeText } from '../large-json/byte-string.ts';

/** One event as it goes out. */
export interface Frame {
  /** The SSE text in bytes, blank line included. */
  readonly bytes: ByteString;
  readonly type: string;
  /** Its number in the stream. */
  readonly sequence: number;
  /** Whether the stream ends here; `may-follow`: unless a frame that `followsError` comes after it. */
  readonly ends?: 'now' | 'may-follow';
  readonly followsError?: true;
  /** Its long strings go out whole, although it ends the stream. */
  readonly keepsLongStrings?: true;
}

/** The `event:` line of a type. One field a line: a type with a line break in it loses that. */
export function eventLine(type: string): ByteString {
  return `event: ${SAFE_TYPE.test(type) ? type : encodeText(type.replace(/[\r\n\0]+/g, ' '))}\n`;
}

/** A frame's text (https://html.spec.whatwg.org/multipage/server-sent-events.html); `data` must hold no line break. */
export function sseBytes(sequence: number, type: string, data: ByteString): ByteString {
  return `id: ${sequence}\n${sseBytesWithoutId(type, data)}`;
}

/** The same for a frame that is no place in the stream: by the specification, the last event id stays as it was. */
export function sseBytesWithoutId(type: string, data: ByteString): ByteString {
  return `${eventLine(type)}data: ${data}\n\n`;
}

/** What a frame's data says, as an object: for the log, since nothing that is forwarded needs it. */
export function dataOf({ bytes }: Frame): unknown {
  const start = bytes.indexOf('\ndata: ') + '\ndata: '.length;
  return JSON.parse(decodeText(bytes.slice(start, -2)));
}

const SAFE_TYPE = /^[\w.]+$/;
