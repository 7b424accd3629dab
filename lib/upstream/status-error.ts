import { APIError } from 'openai/core/error';
import { isNestedTooDeep } from '../errors/nesting.ts';
import { tooDeep } from '../errors/unreadable-answer.ts';
import { hasLongNumbers, parseLongNumbers } from '../json/exact-json.ts';
import { errorTextOf } from './fetch/error-text.ts';

/** A refusal with all that was said of it. The SDK's own error keeps `error` of a body alone, and makes a message of it. */
export class StatusError extends APIError {
  // No property: what logs an error logs those, whatever LOG_PAYLOADS says.
  readonly #body: unknown;

  constructor(status: number, body: unknown, headers: APIError['headers']) {
    super(status, undefined, undefined, headers);
    this.#body = body;
  }

  /** Parsed where it was JSON, else its text. */
  get body(): unknown {
    return this.#body;
  }
}

/** The error of a refusal whose body was read (`fetch/error-text.ts`). Throws a `ServiceError` for a body that is nested too deeply. */
export function statusError(
  status: number,
  json: unknown,
  text: string | undefined,
  headers: NonNullable<APIError['headers']>,
): StatusError {
  if (isNestedTooDeep(json)) throw tooDeep(headers.get('x-request-id') ?? undefined);
  // The SDK takes `null`, `0` and `""` for no JSON, and hands over the text.
  return new StatusError(status, exact(json, headers) ?? text, headers);
}

/** With the integers that a double cannot hold as texts: a code is one, and nothing else of an error counts. */
function exact(json: unknown, headers: object): unknown {
  const text = errorTextOf(headers);
  return typeof json === 'object' && json !== null && text !== undefined && hasLongNumbers(text)
    ? parseLongNumbers(text, (source) => source)
    : json;
}
