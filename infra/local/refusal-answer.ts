import { dialectOfPath } from '../../lib/endpoints/paths.ts';
import type { Endpoint } from '../../lib/endpoints/table.ts';
import { errorBody, errorHeaders, toServiceError } from '../../lib/errors/error-body.ts';
import { openaiErrorBody, openaiErrorHeaders } from '../../lib/errors/openai-error-body.ts';
import { ServiceError } from '../../lib/errors/service-error.ts';
import { openaiOperations } from '../openai-operations.ts';
import { FunctionError } from './lambda/function-error.ts';
import { routeTo } from './routes.ts';

/** When a request that found no room may come again; as API Gateway says of its throttle. */
const THROTTLE_SECONDS = 1;

/** An answer of the front door's own. */
export interface RefusalAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What the front door answers in place of a function, in the dialect of the path. */
export function refusalAnswer(thrown: unknown, path: string): RefusalAnswer {
  const error = thrown instanceof FunctionError ? errorOf(thrown) : toServiceError(thrown);
  const { statusCode } = error;
  const json = { 'content-type': 'application/json' };
  if (dialectOfPath(path) === 'service') {
    const body = JSON.stringify(errorBody(error, { path, now: new Date() }));
    return { statusCode, headers: { ...json, ...errorHeaders(error) }, body };
  }
  // What has run and failed is not to be sent again anyway: its row says so.
  const headers = { ...json, ...openaiErrorHeaders(error, false) };
  return { statusCode, headers, body: JSON.stringify(openaiErrorBody(error)) };
}

/** A path that no endpoint has. Of OpenAI's, it says which ones are served: its clients show the message alone. */
export function noSuchEndpoint(method: string, path: string, endpoints: readonly Endpoint[]): ServiceError {
  const message = `There is no endpoint ${method} ${path}.`;
  const meant = openaiPathIn(method, path, endpoints);
  if (meant !== undefined) {
    const hint = `Clients of OpenAI's want a base URL that ends in /v1, without a slash after it: they then ask for ${meant}.`;
    // OpenAI's clients show no more of an answer than its message; in OpenAI's form the hint is part of it.
    const shown = dialectOfPath(path) === 'service' ? `${message} ${hint}` : message;
    return new ServiceError('route_not_found', { message: shown, hint });
  }
  if (dialectOfPath(path) === 'service') return new ServiceError('route_not_found', { message });
  return new ServiceError('route_not_found', { message, hint: `Served are: ${openaiOperations(endpoints)}.` });
}

/** The path of OpenAI's that a client with another base URL has meant: `/v1/responses` for `/api/responses` and `/v1//responses`. */
function openaiPathIn(method: string, path: string, endpoints: readonly Endpoint[]): string | undefined {
  const segments = path.split('/').filter((segment) => segment !== '');
  for (let from = 0; from < segments.length; from += 1) {
    const candidate = `/v1/${segments.slice(from).join('/')}`;
    if (candidate !== path && routeTo(endpoints, method, candidate).found === 'endpoint') return candidate;
  }
  return undefined;
}

/** What the front ends of AWS answer for a function that did not. */
function errorOf({ failure, message }: FunctionError): ServiceError {
  if (failure === 'timeout') return new ServiceError('function_timeout', { statusCode: 504 });
  if (failure !== 'throttled') return new ServiceError('internal_error', { statusCode: 502 });
  const hint = 'Send the request again after `retry_after_seconds`, and fewer of them at once.';
  return new ServiceError('too_many_requests', { message, hint, retryAfterSeconds: THROTTLE_SECONDS });
}
