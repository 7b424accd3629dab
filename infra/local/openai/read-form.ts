import type { IncomingMessage } from 'node:http';
import { Busboy } from '@fastify/busboy';
import { invalid } from './failures.ts';

/** What a request says: the fields of its form, or of its JSON, and how many bytes its files have. */
export interface SentFields {
  readonly fields: Readonly<Record<string, string>>;
  readonly files: readonly { readonly name: string; readonly bytes: number }[];
}

/** Reads a multipart form. Throws a Failure for what is none. */
export async function readForm(request: IncomingMessage): Promise<SentFields> {
  const type = request.headers['content-type'] ?? '';
  if (!type.startsWith('multipart/form-data'))
    throw invalid(
      `Unsupported content type: '${type}'. This API method only accepts 'multipart/form-data' requests.`,
      null,
      'unsupported_content_type',
    );
  const fields: [string, string][] = [];
  const files: { readonly name: string; readonly bytes: number }[] = [];
  await new Promise<void>((resolve, reject) => {
    const parser = new Busboy({ headers: { 'content-type': type } });
    parser.on('field', (name, value) => fields.push([name, value]));
    parser.on('file', (name, stream) => {
      stream.on('end', () => files.push({ name, bytes: stream.bytesRead }));
      stream.resume();
    });
    parser.on('error', () => reject(invalid('We could not parse the form of your request.', null, null)));
    parser.on('finish', () => resolve());
    request.pipe(parser);
  });
  return { fields: Object.fromEntries(fields), files };
}
