import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { Busboy, type BusboyInstance } from '@fastify/busboy';
import { ServiceError } from '../errors/service-error.ts';

/** A file of a form, as far as anybody but OpenAI has to know it. */
export interface FormFile {
  readonly filename: string | null;
  readonly bytes: number;
  /** SHA-256 in hexadecimal, so that two forms can be told apart. */
  readonly sha256: string;
}

/** What a form says. Names are less the brackets that mark a list (`image[]`), and each such name has a list. */
export type FormFields = Readonly<Record<string, unknown>>;

const MIB = 1024 * 1024;

/** More than any form of OpenAI's has: 16 images, a mask, and some twenty fields with lists among them. */
const LIMITS = {
  fieldSize: MIB,
  fields: 200,
  files: 20,
  parts: 220,
  headerPairs: 20,
  headerSize: 8192,
};

/** In characters. */
const LONGEST_NAME = 100;

const LIST = /\[\]$/;

/**
 * The fields and files of a multipart form (RFC 7578). Throws a `ServiceError`: `invalid_form` for what is none, or says one thing twice,
 * `request_too_large` for more parts, or longer names and values, than any form of OpenAI's has.
 */
export async function readForm(bytes: Buffer, contentType: string): Promise<FormFields> {
  const parts: (readonly [name: string, value: string | FormFile])[] = [];
  await new Promise<void>((resolve, reject) => {
    const parser = parserOf(contentType);
    const tooLarge = (): void =>
      reject(new ServiceError('request_too_large', { message: 'The form has too many parts, or too long ones.' }));
    parser.on('field', (name, value, _, isCut) => {
      if (isCut || name.length > LONGEST_NAME) tooLarge();
      parts.push([name, value]);
    });
    parser.on('file', (name, stream, filename) => {
      if (name.length > LONGEST_NAME) tooLarge();
      const hash = createHash('sha256');
      let length = 0;
      stream.on('data', (chunk: Buffer) => {
        hash.update(chunk);
        length += chunk.length;
      });
      stream.on('error', reject);
      stream.on('end', () =>
        parts.push([name, { filename: filename ?? null, bytes: length, sha256: hash.digest('hex') }]),
      );
    });
    for (const limit of ['partsLimit', 'filesLimit', 'fieldsLimit'] as const) parser.on(limit, tooLarge);
    parser.on('error', (cause) => reject(new ServiceError('invalid_form', { cause })));
    parser.on('finish', () => resolve());
    Readable.from([bytes]).pipe(parser);
  });
  return fieldsOf(parts);
}

function parserOf(contentType: string): BusboyInstance {
  try {
    return new Busboy({ headers: { 'content-type': contentType }, limits: LIMITS });
  } catch (cause) {
    throw new ServiceError('invalid_form', { cause });
  }
}

/** What is looked at has to be what OpenAI reads: a name that is no list stands once. */
function fieldsOf(parts: readonly (readonly [name: string, value: string | FormFile])[]): FormFields {
  const fields = new Map<string, unknown>();
  for (const [name, value] of parts) {
    const plain = name.replace(LIST, '');
    const before = fields.get(plain);
    if (before === undefined) fields.set(plain, LIST.test(name) ? [value] : value);
    else if (Array.isArray(before) && LIST.test(name)) before.push(value);
    else
      throw new ServiceError('invalid_form', { message: `The form has the field '${plain}' twice.`, parameter: plain });
  }
  return Object.fromEntries(fields);
}
