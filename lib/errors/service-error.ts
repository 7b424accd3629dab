import { type ErrorCode, errorCatalogue } from './catalogue.ts';
import { cutText } from './cut-text.ts';
import { cutTexts } from './cut-texts.ts';

/** Most problems that a body lists. */
export const LISTED_PROBLEMS = 100;

/** Most characters of a text that OpenAI or a caller has a say in: a body with all of them stays far below its own limit. */
const LONGEST = { message: 4000, hint: 2000, parameter: 400 };

/** One problem of a request; a body lists the first of them in `errors[]`. */
export interface Problem {
  /** Where: `tools[0].container.file_ids[0]`. Absent where the problem is the whole body. */
  readonly parameter?: string;
  readonly message: string;
  /** What to do about it. */
  readonly hint?: string;
}

/** What OpenAI said of a failure, as it said it. */
export interface OpenAIErrorFields {
  readonly type?: string;
  readonly code?: string;
  readonly param?: string;
  readonly message?: string;
}

/**
 * OpenAI's `x-ratelimit-*` headers, all of them, named in snake case: counts as numbers, reset times as OpenAI writes
 * them (`6m0s`). The six named here are the usual ones; others come for some projects and models (`limit_project_tokens`).
 */
export interface RateLimitInfo {
  readonly limit_requests?: number;
  readonly remaining_requests?: number;
  readonly reset_requests?: string;
  readonly limit_tokens?: number;
  readonly remaining_tokens?: number;
  readonly reset_tokens?: string;
  readonly [other: string]: number | string | undefined;
}

/** Everything a `ServiceError` may carry beside its code. Left out: the catalogue's row decides. */
export interface ServiceErrorOptions {
  readonly message?: string | undefined;
  /** HTTP status; upstream statuses are kept, so it may differ from the row's. */
  readonly statusCode?: number | undefined;
  readonly hint?: string | undefined;
  readonly retryable?: boolean | undefined;
  readonly parameter?: string | undefined;
  readonly problems?: readonly Problem[] | undefined;
  /** How many more problems there are. */
  readonly problemsOmitted?: number | undefined;
  /** OpenAI's `x-request-id`. */
  readonly requestId?: string | undefined;
  readonly retryAfterSeconds?: number | undefined;
  readonly rateLimitInfo?: RateLimitInfo | undefined;
  readonly openaiError?: OpenAIErrorFields | undefined;
  /** The code to show where OpenAI's own is one that the catalogue does not know. */
  readonly publicCode?: string | undefined;
  /** Extra response headers (`Allow` of a 405). */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly cause?: unknown;
}

/**
 * The one error class: a failure that has a row in the catalogue, and so a status, a hint and a decision on retrying.
 * Whatever the options leave out comes from the row; `message` is public, so nothing internal belongs into it. What came
 * from outside is cut here, so that bodies, frames and logs of any failure are small.
 */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  readonly code: ErrorCode;
  /** HTTP status to answer with. */
  readonly statusCode: number;
  readonly hint: string;
  /** Whether the same request may succeed later, unchanged. */
  readonly retryable: boolean;
  readonly parameter: string | undefined;
  readonly problems: readonly Problem[] | undefined;
  /** How many more problems there are. */
  readonly problemsOmitted: number;
  /** OpenAI's `x-request-id`. */
  readonly requestId: string | undefined;
  readonly retryAfterSeconds: number | undefined;
  readonly rateLimitInfo: RateLimitInfo | undefined;
  readonly openaiError: OpenAIErrorFields | undefined;
  /** What to show as `error_code` in place of `code`. */
  readonly publicCode: string | undefined;
  readonly headers: Readonly<Record<string, string>> | undefined;

  constructor(code: ErrorCode, options: ServiceErrorOptions = {}) {
    const row = errorCatalogue[code];
    super(
      cutText(options.message ?? row.message, LONGEST.message),
      'cause' in options ? { cause: options.cause } : undefined,
    );
    this.code = code;
    this.statusCode = options.statusCode ?? row.statusCode;
    this.hint = cutText(options.hint ?? row.hint, LONGEST.hint);
    this.retryable = options.retryable ?? row.retryable;
    this.parameter = options.parameter && cutText(options.parameter, LONGEST.parameter);
    this.problems = options.problems;
    this.problemsOmitted = options.problemsOmitted ?? 0;
    this.requestId = options.requestId && cutText(options.requestId);
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.rateLimitInfo = options.rateLimitInfo && cutTexts(options.rateLimitInfo);
    this.openaiError = options.openaiError && cutTexts(options.openaiError, { message: LONGEST.message });
    this.publicCode = options.publicCode && cutText(options.publicCode);
    this.headers = options.headers;
  }
}
