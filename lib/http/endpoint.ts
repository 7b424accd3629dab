import middy, { type PluginExecutionMode } from '@middy/core';
import type * as z from 'zod';
import { environment } from '../config/environment.ts';
import { type EndpointName, endpointNamed } from '../endpoints.ts';
import type { Call } from '../openai/call.ts';
import { parseRequest } from '../requests/parse-request.ts';
import type { Answer } from './answer.ts';
import { callOf } from './calls.ts';
import { streamingExecutionMode } from './execution-mode.ts';
import { logCall } from './log-call.ts';
import { beginCall } from './middleware/begin-call.ts';
import { errorAnswer } from './middleware/error-answer.ts';
import { jsonBody } from './middleware/json-body.ts';
import { type RoutedRequest, route } from './middleware/route.ts';
import type { MiddlewareRequest } from './middleware-request.ts';

/** What makes an endpoint: what it takes, and who serves it. */
export interface EndpointDefinition<S extends z.ZodType> {
  /** The JSON body; for a method without one, the query and the path's parameters as one object. */
  readonly request: S;
  /** May throw a `ServiceError`: it becomes the answer. */
  readonly serve: (request: z.output<S>, call: Call) => Promise<Answer> | Answer;
}

/** The event as the stack leaves it for the handler. */
interface ServedEvent {
  readonly input: unknown;
  readonly call: Call;
}

/**
 * The handler of an endpoint: the one middy stack, around a schema and a service. Throws at import, and so stops the
 * function at its start, where the environment is not usable.
 */
export function endpoint<S extends z.ZodType>(name: EndpointName, { request: schema, serve }: EndpointDefinition<S>) {
  const row = endpointNamed(name);
  const takesBody = row.method === 'POST';
  const stack = middy<unknown, Answer>({
    // middy's type of an execution mode has no parameters, though it calls it with six (`core/index.js`).
    executionMode: streamingExecutionMode as unknown as PluginExecutionMode,
    requestEnd: (request: MiddlewareRequest) => logCall(row, callOf(request), request.response?.statusCode ?? 500),
  })
    .use(beginCall(environment(row.access.openai)))
    .use(errorAnswer())
    .use(route(row));
  if (takesBody) stack.use(jsonBody());
  return stack
    .before((request) => {
      const { body, query, parameters } = request.event as RoutedRequest;
      const call = callOf(request);
      const input = takesBody ? body : { ...query, ...parameters };
      call.notes.request = input;
      request.event = { input, call } satisfies ServedEvent;
    })
    .handler(async (event) => {
      const { input, call } = event as ServedEvent;
      return serve(parseRequest(schema, input), call);
    });
}
