import { ServiceError } from './service-error.ts';

/** A refusal of OpenAI's as it came. */
export interface RefusalBytes {
  readonly text: string;
  /** Those that go on to the caller; names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

/** OpenAI has refused a request whose caller speaks its dialect, and is answered in the very bytes. */
export class RelayedRefusal extends ServiceError {
  // No property: what logs an error logs those.
  readonly #refusal: RefusalBytes;

  constructor(error: ServiceError, refusal: RefusalBytes) {
    const { message, code, cause, ...options } = error;
    super(code, { ...options, message: error.message, cause: error.cause });
    this.#refusal = refusal;
  }

  refusal(): RefusalBytes {
    return this.#refusal;
  }

  /** The same refusal of another error, with its bytes as `change` makes them. */
  under(error: ServiceError, change: (text: string) => string): RelayedRefusal {
    return new RelayedRefusal(error, { ...this.#refusal, text: change(this.#refusal.text) });
  }
}
