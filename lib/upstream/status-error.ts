import { APIError } from 'openai/core/error';

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
