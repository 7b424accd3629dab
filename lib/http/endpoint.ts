import middy, { type PluginExecutionMode } from '@middy/core';
import type * as z from 'zod';
import { environment } from '../config/environment.ts';
import type { Answer } from '../context/answer.ts';
import type { Call } from '../context/call.ts';
import { endpointNamed } from '../endpoints/endpoint-named.ts';
import type { Endpoint, EndpointName } from '../endpoints/table.ts';
import { parseRequest } from '../validation/parse-request.ts';
import { restoreRequest } from '../validation/request-json.ts';
import { unknownFieldWarnings } from '../validation/unknown-fields.ts';
import { callOf } from './calls.ts';
import { streamingExecutionMode } from './execution-mode.ts';
import { logCall } from './log-call.ts';
import { beginCall } from './middleware/begin-call.ts';
import { cors } from './middleware/cors.ts';
import { errorAnswer } from './middleware/error-answer.ts';
import { jsonBody } from './middleware/json-body.ts';
import { rawBody } from './middleware/raw-body.ts';
import { type RoutedRequest, route } from './middleware/route.ts';
import type { MiddlewareRequest } from './middleware-request.ts';
import { withWarnings } from './with-warnings.ts';

/** What makes an endpoint: what it takes, and who serves it. */
export interface EndpointDefinition<S extends z.ZodType> {
  /** What the table's `takes` says is checked against it: see `inputs`. */
  readonly request: S;
  /** May throw a `ServiceError`: it becomes the answer. */
  readonly serve: (request: z.output<S>, call: Call) => Promise<Answer> | Answer;
}

/** The event as the stack leaves it for the handler. */
interface ServedEvent {
  readonly input: unknown;
  readonly call: Call;
}

/** Headers that say what a query could say as well, beside it under their own names. */
const HEADER_PARAMETERS = ['last-event-id'];

/** What a request is read from, by what its endpoint takes. */
const inputs: Readonly<Record<Endpoint['takes'], (request: RoutedRequest) => unknown>> = {
  json: ({ body }) => body,
  multipart: ({ body }) => body,
  raw: ({ body, headers }) => ({ body, headers }),
  nothing: ({ query, headers, parameters }) => ({
    ...query,
    ...Object.fromEntries(Object.entries(headers).filter(([name]) => HEADER_PARAMETERS.includes(name))),
    ...parameters,
  }),
};

/**
 * The handler of an endpoint: the one middy stack, around a schema and a service. Throws at import, and so stops the
 * function at its start, where the environment is not usable.
 */
export function endpoint<S extends z.ZodType>(name: EndpointName, { request: schema, serve }: EndpointDefinition<S>) {
  const row = endpointNamed(name);
  const stack = middy<unknown, Answer>({
    // middy's type of an execution mode has no parameters, though it calls it with six (`core/index.js`).
    executionMode: streamingExecutionMode as unknown as PluginExecutionMode,
    requestEnd: (request: MiddlewareRequest) => logCall(row, callOf(request), request.response?.statusCode ?? 500),
  })
    .use(beginCall(environment(row.access.openai), row))
    // Before `errorAnswer`, whose answer it is to see: middy asks the last one first.
    .use(cors())
    .use(errorAnswer())
    .use(route(row));
  if (row.takes === 'json') stack.use(jsonBody());
  if (row.takes === 'raw') stack.use(rawBody());
  return stack
    .before((request) => {
      const call = callOf(request);
      const input = inputs[row.takes](request.event as RoutedRequest);
      // What is signed is nobody's to read before its signature has been checked.
      if (row.takes !== 'raw') call.notes.request = restoreRequest(input, input);
      request.event = { input, call } satisfies ServedEvent;
    })
    .handler(async (event) => {
      const { input, call } = event as ServedEvent;
      const answer = await serve(parseRequest(schema, input), call);
      return withWarnings(answer, unknownFieldWarnings(schema, input));
    });
}
