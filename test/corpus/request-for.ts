import { imageRequestSchema } from '../../lib/apis/responses/schemas/image-request.ts';
import { textRequestSchema } from '../../lib/apis/responses/schemas/text-request.ts';
import { endpointNamed } from '../../lib/endpoints/endpoint-named.ts';
import { mainPath } from '../../lib/endpoints/paths.ts';
import type { EndpointName } from '../../lib/endpoints/table.ts';
import { parseRequest } from '../../lib/validation/parse-request.ts';
import { type Fields, isFields } from './fields.ts';
import { creation, type Operation, type RecordedRequest } from './operation.ts';

/** A request to send to a function, and what has to reach the upstream for it. */
export interface ReplayedRequest {
  readonly endpoint: EndpointName;
  /** Path and query. */
  readonly url: string;
  /** The parameters of the path. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly body?: Fields;
  readonly arrives: ArrivingRequest;
  /** What may arrive beside it, once. */
  readonly mayArrive?: ArrivingRequest;
}

export interface ArrivingRequest extends Pick<Operation, 'method' | 'path' | 'query'> {
  /** Absent where there is none. */
  readonly body?: Fields;
  /** Whether a function adds fields to the body. */
  readonly bodyGrows?: boolean;
}

const LEAST = { model: 'gpt-6.1-terra', input: 'Hello' };

/** Asks for what came before a resumed stream: it names the calls that later events are of. */
const FROM_THE_BEGINNING = [
  ['stream', 'true'],
  ['include_obfuscation', 'false'],
] as const;

/** The recorded body where it was made for this API and the schema takes it, else the least that does. */
export function textRequestFor(recorded: RecordedRequest, endpoint: 'create-text' | 'stream-text'): ReplayedRequest {
  const body = bodyOf(recorded, textRequestSchema) ?? LEAST;
  const { include: _dropped, ...arrives } = body as Fields;
  return creationOf(endpoint, body, arrives);
}

/** The same for the image endpoints, which answer with base64. */
export function imageRequestFor(recorded: RecordedRequest, endpoint: 'create-image' | 'stream-image'): ReplayedRequest {
  const body = bodyOf(recorded, imageRequestSchema) ?? LEAST;
  // Their tool_choice is always the image tool.
  const { include: _dropped, tool_choice: _replaced, ...arrives } = body as Fields;
  return creationOf(endpoint, { ...body, image_delivery: 'base64' }, arrives);
}

function creationOf(endpoint: EndpointName, body: Fields, arriving: Fields): ReplayedRequest {
  const { method, path, query } = creation('whole');
  const arrives = { method, path, query, body: arriving, bodyGrows: true };
  return { endpoint, url: mainPath(endpointNamed(endpoint).paths), parameters: {}, body, arrives };
}

/** The same path parameters, query and body as were recorded. */
export function lifecycleRequestFor({ body }: RecordedRequest, operation: Operation): ReplayedRequest {
  const { endpoint, method, path, id, query } = operation;
  const sent = isFields(body) ? { body } : {};
  return {
    endpoint,
    url: urlOf(operation),
    parameters: id === undefined ? {} : { id },
    ...sent,
    arrives: { method, path, query, ...sent },
    ...(endpoint === 'resume-stream' && { mayArrive: { method, path, query: FROM_THE_BEGINNING } }),
  };
}

function urlOf({ endpoint, id = '', query }: Operation): string {
  // The path says so.
  const sent = new URLSearchParams(
    query.filter(([name]) => name !== 'stream').map(([name, value]): [string, string] => [name, value]),
  );
  const path = mainPath(endpointNamed(endpoint).paths).replace('{id}', id);
  return sent.size === 0 ? path : `${path}?${sent}`;
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
