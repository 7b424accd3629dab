import { type OpenAIErrorFields, type Problem, type RateLimitInfo, ServiceError } from './service-error.ts';

/** The public body of every failure before the first byte; fields without a value are left out. */
export interface ErrorBody {
  readonly statusCode: number;
  /** ISO 8601, UTC. */
  readonly timestamp: string;
  readonly path: string;
  readonly message: string;
  /** OpenAI's. */
  readonly request_id?: string;
  readonly error_code: string;
  readonly parameter?: string;
  readonly hint: string;
  readonly retry_after_seconds?: number;
  readonly rate_limit_info?: RateLimitInfo;
  readonly errors?: readonly Problem[];
  readonly openai_error?: OpenAIErrorFields;
}

/** The body to answer with. Of several problems the first also fills the top-level fields. */
export function errorBody(error: ServiceError, context: { readonly path: string; readonly now: Date }): ErrorBody {
  const first = error.problems?.[0];
  const parameter = first?.parameter ?? error.parameter;
  return {
    statusCode: error.statusCode,
    timestamp: context.now.toISOString(),
    path: context.path,
    message: first?.message ?? error.message,
    ...(error.requestId !== undefined && { request_id: error.requestId }),
    error_code: error.publicCode ?? error.code,
    ...(parameter !== undefined && { parameter }),
    hint: first?.hint ?? error.hint,
    ...(error.retryAfterSeconds !== undefined && { retry_after_seconds: error.retryAfterSeconds }),
    ...(error.rateLimitInfo !== undefined && { rate_limit_info: error.rateLimitInfo }),
    ...(first !== undefined && error.problems !== undefined && { errors: error.problems }),
    ...(error.openaiError !== undefined && { openai_error: error.openaiError }),
  };
}

/** The headers that go with the body, in lower case. `retry-after` is in whole seconds, rounded up (RFC 9110 §10.2.3). */
export function errorHeaders(error: ServiceError): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(error.headers ?? {})) headers[name.toLowerCase()] = value;
  if (error.retryAfterSeconds !== undefined) headers['retry-after'] = String(Math.ceil(error.retryAfterSeconds));
  if (error.requestId !== undefined) headers['x-openai-request-id'] = error.requestId;
  return headers;
}

/** Anything thrown as a `ServiceError`: what is none becomes `internal_error`, with `cause` for the log alone. */
export function toServiceError(thrown: unknown): ServiceError {
  return thrown instanceof ServiceError ? thrown : new ServiceError('internal_error', { cause: thrown });
}
