import { OpenAI } from 'openai/client';
import type { APIError } from 'openai/core/error';
import { isNestedTooDeep } from '../errors/nesting.ts';
import { tooDeep } from '../errors/unreadable-answer.ts';
import { hasLongNumbers, parseLongNumbers } from '../json/exact-json.ts';
import { errorTextOf } from './fetch/error-text.ts';
import { StatusError } from './status-error.ts';

/** The SDK's client, whose errors are `StatusError`s. Throws a `ServiceError` for a body that is nested too deeply. */
export class StatusKeepingClient extends OpenAI {
  protected override makeStatusError(
    status: number,
    json: unknown,
    text: string | undefined,
    headers: NonNullable<APIError['headers']>,
  ): APIError {
    if (isNestedTooDeep(json)) throw tooDeep(headers.get('x-request-id') ?? undefined);
    // The SDK takes `null`, `0` and `""` for no JSON, and hands over the text.
    return new StatusError(status, exact(json, headers) ?? text, headers);
  }
}

/** With the integers that a double cannot hold as texts: a code is one, and nothing else of an error counts. */
function exact(json: unknown, headers: object): unknown {
  const text = errorTextOf(headers);
  return typeof json === 'object' && json !== null && text !== undefined && hasLongNumbers(text)
    ? parseLongNumbers(text, (source) => source)
    : json;
}
