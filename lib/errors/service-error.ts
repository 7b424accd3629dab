import type { ErrorCode } from './catalogue.ts';

/** One problem of a request; a body lists all of them in `errors[]`. */
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

/** OpenAI's `x-ratelimit-*` headers: counts as numbers, reset times as OpenAI writes them (`6m0s`). */
export interface RateLimitInfo {
  readonly limit_requests?: number;
  readonly remaining_requests?: number;
  readonly reset_requests?: string;
  readonly limit_tokens?: number;
  readonly remaining_tokens?: number;
  readonly reset_tokens?: string;
}

/** Everything a `ServiceError` may carry beside its code. Left out: the catalogue's row decides. */
export interface ServiceErrorOptions {
  readonly message?: string;
  /** HTTP status; upstream statuses are kept, so it may differ from the row's. */
  readonly statusCode?: number;
  readonly hint?: string;
  readonly retryable?: boolean;
  readonly parameter?: string;
  readonly problems?: readonly Problem[];
  /** OpenAI's `x-request-id`. */
  readonly requestId?: string;
  readonly retryAfterSeconds?: number;
  readonly rateLimitInfo?: RateLimitInfo;
  readonly openaiError?: OpenAIErrorFields;
  /** The code to show where OpenAI's own is one that the catalogue does not know. */
  readonly publicCode?: string;
  /** Extra response headers (`Allow` of a 405). */
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}
