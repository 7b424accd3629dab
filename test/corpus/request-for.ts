import { imageRequestSchema } from '../../lib/requests/image-request.ts';
import { parseRequest } from '../../lib/requests/parse-request.ts';
import { textRequestSchema } from '../../lib/requests/text-request.ts';
import { type Fields, isFields } from './fields.ts';
import type { RecordedRequest } from './recordings.ts';

/** A body to send, and what of it has to reach the upstream: nothing in particular where it is not the recorded one. */
export interface ReplayedRequest {
  readonly body: Fields;
  readonly arrives?: Fields;
}

const LEAST = { model: 'gpt-6.1-terra', input: 'Hello' };

/** The recorded body where it was made for this API and the schema takes it, else the least that does. */
export function requestFor(recorded: RecordedRequest): ReplayedRequest {
  const body = bodyOf(recorded, textRequestSchema);
  if (!body) return { body: LEAST };
  const { include: _dropped, ...arrives } = body;
  return { body, arrives };
}

/** The same for the image endpoints, which answer with base64. */
export function imageRequestFor(recorded: RecordedRequest): ReplayedRequest {
  const body = bodyOf(recorded, imageRequestSchema);
  if (!body) return { body: { ...LEAST, image_delivery: 'base64' } };
  // Their tool_choice is always the image tool.
  const { include: _dropped, tool_choice: _replaced, ...arrives } = body;
  return { body: { ...body, image_delivery: 'base64' }, arrives };
}

type Schema = Parameters<typeof parseRequest>[0];

function bodyOf({ url, body }: RecordedRequest, schema: Schema): Fields | undefined {
  if (!url?.endsWith('/responses') || !isFields(body)) return undefined;
  // The endpoint decides whether the answer is streamed.
  const { stream: _stream, ...rest } = body;
  return accepted(schema, rest) ? rest : undefined;
}

function accepted(schema: Schema, body: Fields): boolean {
  try {
    parseRequest(schema, body);
    return true;
  } catch {
    return false;
  }
}
