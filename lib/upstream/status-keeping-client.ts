import { OpenAI } from 'openai/client';
import type { APIError } from 'openai/core/error';
import { statusError } from './status-error.ts';

/** The SDK's client, whose errors are `StatusError`s. Throws a `ServiceError` for a body that is nested too deeply. */
export class StatusKeepingClient extends OpenAI {
  protected override makeStatusError(
    status: number,
    json: unknown,
    text: string | undefined,
    headers: NonNullable<APIError['headers']>,
  ): APIError {
    return statusError(status, json, text, headers);
  }
}
