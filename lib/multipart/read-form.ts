import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { Busboy, type BusboyInstance } from '@fastify/busboy';
import { ServiceError } from '../errors/service-error.ts';
import type { Fields } from '../json/fields.ts';
import { fileType, SAMPLE_BYTES } from './file-type.ts';
import { formFields } from './form-fields.ts';
import { FormFile } from './form-file.ts';

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

/** One part of a form: a text, or a file whose type is not known yet. */
type Part = readonly [name: string, value: string | Promise<FormFile>];

/**
 * The fields and files of a multipart form (RFC 7578), as `formFields` puts them together. Throws a `ServiceError`: `invalid_form` for what is none, or says one thing twice,
 * `request_too_large` for more parts, or longer names and values, than any form of OpenAI's has.
 */
export async function readForm(bytes: Buffer, contentType: string): Promise<Fields> {
  const parts: Part[] = [];
  await new Promise<void>((resolve, reject) => {
    const parser = parserOf(contentType);
    const tooLarge = (): void =>
      reject(new ServiceError('request_too_large', { message: 'The form has too many parts, or too long ones.' }));
    const checkName = (name: string | undefined): name is string => {
      if (name === undefined)
        reject(new ServiceError('invalid_form', { message: 'The form has a part without a name.' }));
      else if (name.length > LONGEST_NAME) tooLarge();
      return name !== undefined;
    };
    // Busboy has no name for a part without one, whatever its types say.
    parser.on('field', (name: string | undefined, value, _, isCut) => {
      if (isCut) tooLarge();
      if (checkName(name)) parts.push([name, value]);
    });
    parser.on('file', (name: string | undefined, stream, filename, _, mimeType) => {
      const content: Buffer[] = [];
      const { promise: ended, resolve: end } = Promise.withResolvers<void>();
      stream.on('data', (chunk: Buffer) => void content.push(chunk));
      stream.on('error', reject);
      stream.on('end', end);
      // In its place among the others: a stream's end is told later than the field after it.
      if (checkName(name)) parts.push([name, ended.then(() => fileOf(content, filename ?? null, mimeType))]);
    });
    for (const limit of ['partsLimit', 'filesLimit', 'fieldsLimit'] as const) parser.on(limit, tooLarge);
    parser.on('error', (cause) => reject(new ServiceError('invalid_form', { cause })));
    parser.on('finish', () => resolve());
    Readable.from([bytes]).pipe(parser);
  });
  const read = await Promise.all(parts.map(async ([name, value]) => [name, await value] as const));
  return formFields(read);
}

async function fileOf(content: readonly Buffer[], filename: string | null, declared: string): Promise<FormFile> {
  const hash = createHash('sha256');
  for (const chunk of content) hash.update(chunk);
  const bytes = content.reduce((sum, { length }) => sum + length, 0);
  const type = await fileType(sampleOf(content));
  const facts = { filename, contentType: type ?? declared, isTypeKnown: type !== undefined, bytes };
  return new FormFile({ ...facts, sha256: hash.digest('hex') }, content);
}

/** Busboy may hand out a file in many small pieces. */
function sampleOf(content: readonly Buffer[]): Buffer {
  const first: Buffer[] = [];
  let length = 0;
  for (const chunk of content) {
    if (length >= SAMPLE_BYTES) break;
    first.push(chunk);
    length += chunk.length;
  }
  return Buffer.concat(first).subarray(0, SAMPLE_BYTES);
}

function parserOf(contentType: string): BusboyInstance {
  try {
    return new Busboy({ headers: { 'content-type': contentType }, limits: LIMITS });
  } catch (cause) {
    throw new ServiceError('invalid_form', { cause });
  }
}
