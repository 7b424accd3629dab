import middy, { type PluginExecutionMode } from '@middy/core';
import { environment } from '../config/environment.ts';
import type { Answer } from '../context/answer.ts';
import type { RequestValues } from '../context/guard.ts';
import type { RelayedRequest } from '../context/relayed-request.ts';
import type { RequestContext } from '../context/request-context.ts';
import type { Endpoint } from '../endpoints/table.ts';
import { contextOf } from './context-of.ts';
import { streamingExecutionMode } from './execution-mode.ts';
import { checkInputUrls } from './input-urls.ts';
import { logRequest } from './log-request.ts';
import { authenticate, joinCaller } from './middleware/authenticate.ts';
import { beginRequest } from './middleware/begin-request.ts';
import { cors } from './middleware/cors.ts';
import { errorAnswer } from './middleware/error-answer.ts';
import { jsonBody } from './middleware/json-body.ts';
import { multipartBody } from './middleware/multipart-body.ts';
import { rawBody } from './middleware/raw-body.ts';
import { type RoutedRequest, route } from './middleware/route.ts';
import { sunset } from './middleware/sunset.ts';
import type { MiddlewareRequest } from './middleware-request.ts';

/** Answers a request, once the guard has seen what it names. */
type Serve = (seen: RequestValues, context: RequestContext) => Promise<Answer> | Answer;

/** A request whose body has been read. */
type ReadRequest = Pick<RelayedRequest, 'values' | 'rawQuery' | 'form'>;

/**
 * Tells the recorder what was sent, and checks it. Returns what serves the request; that is given the very `values` where the guard has
 * put nothing in. May throw a `ServiceError`: it becomes the answer.
 */
export type Prepare = (request: ReadRequest, context: RequestContext) => Serve;

/** The event as the stack leaves it for the handler. */
interface ServedEvent {
  readonly values: RequestValues;
  readonly serve: Serve;
  readonly context: RequestContext;
}

/** What reads the body of a request, by what its row takes. */
const bodyReaders = {
  json: jsonBody,
  multipart: multipartBody,
  raw: rawBody,
  nothing: undefined,
} as const satisfies Readonly<Record<Endpoint['takes'], (() => object) | undefined>>;

/**
 * The one middy stack, around what serves a row. Throws at import, and so stops the function at its start, where the environment is
 * not usable. No schema is in it: what speaks OpenAI's dialect alone has none.
 */
export function requestHandler(row: Endpoint, prepare: Prepare) {
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
    // Before `errorAnswer`, whose answer they are to see: middy asks the last one first.
    .use(cors())
    .use(row.sunset ? sunset(row.sunset) : [])
    .use(errorAnswer())
    .use(route(row));
  const authentication = authenticate(settings, row);
  if (authentication) stack.use(authentication);
  const bodyReader = bodyReaders[row.takes]?.();
  if (bodyReader) stack.use(bodyReader);
  return stack
    .before(async (request) => {
      const { parameters: path, query, headers, body, rawQuery, text, form } = request.event as RoutedRequest;
      const values = { path, query, headers, body, text };
      const serve = prepare({ values, rawQuery, form }, contextOf(request));
      if (row.takes === 'json' || row.takes === 'multipart') await checkInputUrls(values.body, settings);
      await joinCaller(request);
      request.event = { values, serve, context: contextOf(request) } satisfies ServedEvent;
    })
    .handler(async (event) => {
      const { values, serve, context } = event as ServedEvent;
      return context.guard.serve(values, async (seen) => serve(seen, context));
    });
}
