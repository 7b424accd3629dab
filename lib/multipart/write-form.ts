import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { isFields } from '../json/fields.ts';
import { FormFile } from './form-file.ts';

/** A file that is not held: it is read when it is sent, as often as that is. */
export interface FileSource {
  readonly filename: string;
  readonly contentType: string;
  /** Whether its bytes say it. */
  readonly isTypeKnown: boolean;
  readonly bytes: number;
  readonly open: () => Readable;
}

/** A multipart form (RFC 7578) that is written while it is sent. */
export interface WrittenForm {
  /** With its boundary. */
  readonly contentType: string;
  /** In bytes. */
  readonly length: number;
  readonly open: () => Readable;
}

type Content = readonly Uint8Array[] | FileSource;

interface Part {
  readonly head: Buffer;
  readonly content: Content;
}

/**
 * A form of these fields, in the encoding of OpenAI's own clients: a list as `name[]`, an object as `name[key]`, null and undefined left
 * out. Files go out in the pieces that they are held in, or as they are read.
 *
 * @example
 * const form = writeForm({ model: 'whisper-1', file, timestamp_granularities: ['word'] });
 * form.open().pipe(request);
 */
export function writeForm(fields: Readonly<Record<string, unknown>>): WrittenForm {
  const boundary = `form-${randomBytes(16).toString('hex')}`;
  const parts = Object.entries(fields).flatMap(([name, value]) => partsOf(boundary, name, value));
  const end = Buffer.from(`--${boundary}--\r\n`);
  const length = parts.reduce((sum, { head, content }) => sum + head.length + bytesOf(content) + 2, end.length);
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    length,
    open: () => Readable.from(pieces(parts, end), { objectMode: false }),
  };
}

function partsOf(boundary: string, name: string, value: unknown): Part[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((entry: unknown) => partsOf(boundary, `${name}[]`, entry));
  if (value instanceof FormFile) {
    const filename = value.filename ?? 'file';
    return [{ head: fileHead(boundary, name, filename, value.contentType), content: value.content() }];
  }
  if (isFileSource(value))
    return [{ head: fileHead(boundary, name, value.filename, value.contentType), content: value }];
  if (isFields(value))
    return Object.entries(value).flatMap(([key, inside]) => partsOf(boundary, `${name}[${key}]`, inside));
  return [{ head: Buffer.from(`${dispositionOf(boundary, name)}\r\n\r\n`), content: [Buffer.from(String(value))] }];
}

/** Whether a value is a file that is read when it is sent. */
function isFileSource(value: unknown): value is FileSource {
  return isFields(value) && typeof value.open === 'function';
}

function fileHead(boundary: string, name: string, filename: string, contentType: string): Buffer {
  const type = /^[\w.+-]+\/[\w.+-]+(?:; ?[\w.+-]+=[\w.+-]+)*$/.test(contentType)
    ? contentType
    : 'application/octet-stream';
  return Buffer.from(
    `${dispositionOf(boundary, name)}; filename="${escaped(filename)}"\r\nContent-Type: ${type}\r\n\r\n`,
  );
}

function dispositionOf(boundary: string, name: string): string {
  return `--${boundary}\r\nContent-Disposition: form-data; name="${escaped(name)}"`;
}

/** As browsers write it: https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#multipart-form-data. */
function escaped(text: string): string {
  return text.replaceAll('\r', '%0D').replaceAll('\n', '%0A').replaceAll('"', '%22');
}

function bytesOf(content: Content): number {
  return 'open' in content ? content.bytes : content.reduce((sum, { length }) => sum + length, 0);
}

const LINE_END = Buffer.from('\r\n');

async function* pieces(parts: readonly Part[], end: Buffer): AsyncGenerator<Uint8Array> {
  for (const { head, content } of parts) {
    yield head;
    if ('open' in content) yield* content.open();
    else yield* content;
    yield LINE_END;
  }
  yield end;
}
