import * as z from 'zod';
import type { Answer } from '../context/answer.ts';
import type { RequestValues } from '../context/guard.ts';
import type { RelayService } from '../context/relayed-request.ts';
import type { RequestContext } from '../context/request-context.ts';
import { endpointNamed } from '../endpoints/endpoint-named.ts';
import type { Endpoint, EndpointName } from '../endpoints/table.ts';
import { restoreRequest } from '../validation/request-json.ts';
import { parseParts } from '../validation/request-parts.ts';
import type { CheckedRequest, RequestSchemas } from '../validation/request-schemas.ts';
import { unknownFieldWarnings } from '../validation/unknown-fields.ts';
import { relayed } from './openai-endpoint.ts';
import { type Prepare, requestHandler } from './request-handler.ts';
import { withWarnings } from './with-warnings.ts';

/** What makes an endpoint: what it takes, and who serves it. */
export interface EndpointDefinition<S extends RequestSchemas> {
  /** A schema for each part of the request that the service needs: path, query, headers, body. */
  readonly request: S;
  /** Is given those parts, checked. May throw a `ServiceError`: it becomes the answer. */
  readonly serve: (request: CheckedRequest<S>, context: RequestContext) => Promise<Answer> | Answer;
  /** Serves the same operation in OpenAI's dialect, where the row has a path in it. */
  readonly openai?: RelayService;
}

/**
 * The handler of an endpoint: the middy stack, around schemas and a service. Throws at import, and so stops the function
 * at its start, where the environment is not usable.
 *
 * @example
 * export const handler = endpoint('delete-response', {
 *   request: { path: z.object({ id: z.string() }), query: z.object({ images: queryBoolean('images').default(false) }) },
 *   serve: ({ path, query }, call) => deleteResponse({ ...path, ...query }, call),
 * });
 */
export function endpoint<S extends RequestSchemas>(name: EndpointName, definition: EndpointDefinition<S>) {
  return endpointHandler(endpointNamed(name), definition);
}

/** The same for a row that need not be in the table. */
export function endpointHandler<S extends RequestSchemas>(row: Endpoint, definition: EndpointDefinition<S>) {
  const own = checked(row, definition);
  const { openai } = definition;
  const relays = openai && relayed(row, openai);
  return requestHandler(row, (request, context) =>
    relays && context.dialect === 'openai' ? relays(request, context) : own(request, context),
  );
}

/** Prepares requests in the service's own dialect: their parts are checked against the schemas. */
function checked<S extends RequestSchemas>(row: Endpoint, { request: schemas, serve }: EndpointDefinition<S>): Prepare {
  return ({ values }, { recorder }) => {
    // What is signed is nobody's to read before its signature has been checked.
    if (row.takes !== 'raw') recorder.requested(recordedRequest(row, schemas, values));
    const parts = parseParts(schemas, values);
    const warnings = schemas.body ? unknownFieldWarnings(schemas.body, values.body) : [];
    // Told before, since OpenAI may refuse the very fields.
    recorder.warned(warnings);
    return async (seen, context) =>
      withWarnings(await serve(seen === values ? parts : parseParts(schemas, seen), context), warnings);
  };
}

/**
 * What the log says was sent: the body alone where nothing else is read, the parameters alone where there is no body, else the
 * body beside the parameters. Of the headers, the ones that the endpoint names.
 */
function recordedRequest(
  { takes }: Endpoint,
  schemas: RequestSchemas,
  { path, query, headers, body }: RequestValues,
): unknown {
  const isQueryRead = takes === 'nothing' || schemas.query !== undefined;
  const names = schemas.headers instanceof z.ZodObject ? Object.keys(schemas.headers.shape) : [];
  const named = Object.entries(headers).filter(([name]) => names.includes(name));
  const parameters = { ...(isQueryRead && query), ...Object.fromEntries(named), ...path };
  if (takes === 'nothing') return parameters;
  const sent = restoreRequest(body, body);
  return Object.keys(parameters).length === 0 ? sent : { ...parameters, body: sent };
}
