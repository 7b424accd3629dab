import middy, { type PluginExecutionMode } from '@middy/core';
import * as z from 'zod';
import { environment } from '../config/environment.ts';
import type { Answer } from '../context/answer.ts';
import type { RequestValues } from '../context/guard.ts';
import type { RelayService } from '../context/relayed-request.ts';
import type { RequestContext } from '../context/request-context.ts';
import { endpointNamed } from '../endpoints/endpoint-named.ts';
import type { Endpoint, EndpointName } from '../endpoints/table.ts';
import { ServiceError } from '../errors/service-error.ts';
import { restoreRequest } from '../validation/request-json.ts';
import { parseParts } from '../validation/request-parts.ts';
import type { CheckedRequest, RequestSchemas } from '../validation/request-schemas.ts';
import { unknownFieldWarnings } from '../validation/unknown-fields.ts';
import { contextOf } from './context-of.ts';
import { streamingExecutionMode } from './execution-mode.ts';
import { checkInputUrls } from './input-urls.ts';
import { logRequest } from './log-request.ts';
import { authenticate, joinCaller } from './middleware/authenticate.ts';
import { beginRequest } from './middleware/begin-request.ts';
import { cors } from './middleware/cors.ts';
import { errorAnswer } from './middleware/error-answer.ts';
import { jsonBody } from './middleware/json-body.ts';
import { rawBody } from './middleware/raw-body.ts';
import { type RoutedRequest, route } from './middleware/route.ts';
import type { MiddlewareRequest } from './middleware-request.ts';
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

/** The event as the stack leaves it for the handler: how it is answered, once the guard has seen what it names. */
interface ServedEvent {
  readonly values: RequestValues;
  readonly answer: (seen: RequestValues) => Promise<Answer> | Answer;
  readonly context: RequestContext;
}

/** What reads the body of a request, by what its row takes. */
const bodyReaders = {
  json: jsonBody,
  multipart: () => {
    throw new Error('Nothing reads multipart bodies yet: write the middleware, and name it here');
  },
  raw: rawBody,
  nothing: undefined,
} as const satisfies Readonly<Record<Endpoint['takes'], (() => object) | undefined>>;

/**
 * The handler of an endpoint: the one middy stack, around schemas and a service. Throws at import, and so stops the function
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
export function endpointHandler<S extends RequestSchemas>(
  row: Endpoint,
  { request: schemas, serve, openai }: EndpointDefinition<S>,
) {
  const settings = environment(row.access.openai);
  const stack = middy<unknown, Answer>({
    // middy's type of an execution mode has no parameters, though it calls it with six (`core/index.js`).
    executionMode: streamingExecutionMode as unknown as PluginExecutionMode,
    requestEnd: async (request: MiddlewareRequest) => {
      const context = contextOf(request);
      logRequest(row, context, request.response?.statusCode ?? 500);
      await context.guard.finish();
    },
  })
    .use(beginRequest(settings, row))
    // Before `errorAnswer`, whose answer it is to see: middy asks the last one first.
    .use(cors())
    .use(errorAnswer())
    .use(route(row));
  const authentication = authenticate(settings, row);
  if (authentication) stack.use(authentication);
  const bodyReader = bodyReaders[row.takes]?.();
  if (bodyReader) stack.use(bodyReader);
  return stack
    .before(async (request) => {
      const { recorder, dialect } = contextOf(request);
      const { parameters: path, query, rawQuery, headers, body, text } = request.event as RoutedRequest;
      const values = { path, query, headers, body };
      if (dialect === 'openai' && openai) {
        recorder.requested(body ?? { ...query, ...path });
        if (row.takes === 'json') await checkInputUrls(body, settings);
        await joinCaller(request);
        const context = contextOf(request);
        const answer = (seen: RequestValues) => openai({ row, values, seen, rawQuery, text }, context);
        request.event = { values, answer, context } satisfies ServedEvent;
        return;
      }
      // What is signed is nobody's to read before its signature has been checked.
      if (row.takes !== 'raw') recorder.requested(recordedRequest(row, schemas, values));
      const checked = parseParts(schemas, values);
      const warnings = schemas.body ? unknownFieldWarnings(schemas.body, values.body) : [];
      // Told before, since OpenAI may refuse the very fields.
      recorder.warned(warnings);
      if (row.takes === 'json') await checkInputUrls(values.body, settings);
      await joinCaller(request);
      const context = contextOf(request);
      const answer = async (seen: RequestValues) =>
        withWarnings(await serve(seen === values ? checked : parseParts(schemas, seen), context), warnings);
      request.event = { values, answer, context } satisfies ServedEvent;
    })
    .handler(async (event) => {
      const { values, answer, context } = event as ServedEvent;
      return context.guard.serve(values, async (seen) => answer(seen));
    });
}

/**
 * The handler of an endpoint that speaks OpenAI's dialect alone.
 *
 * @example
 * export const handler = openaiEndpoint('list-models', relay({ kind: 'lookup' }));
 */
export function openaiEndpoint(name: EndpointName, openai: RelayService) {
  return endpoint(name, { request: {}, serve: notServed, openai });
}

function notServed(): never {
  throw new ServiceError('route_not_found');
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
