import { cutText } from './cut-text.ts';
import {
  LISTED_PROBLEMS,
  type OpenAIErrorFields,
  type Problem,
  type RateLimitInfo,
  ServiceError,
} from './service-error.ts';

/** Most bytes of an error body, whatever was asked and whatever OpenAI said. */
const LARGEST_BODY_BYTES = 64 * 1024;

/** Room for what stands around the list of problems: its name, its brackets and the count of those left out. */
const LIST_BYTES = 64;

/** Some front doors take paths of any length. */
const PATH_CHARACTERS = 1000;

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
  /** How many more problems there are than `errors` lists. */
  readonly errors_omitted?: number;
  readonly openai_error?: OpenAIErrorFields;
}

/**
 * The body to answer with, of 64 KB at most. Of several problems the first also fills the top-level fields; those that are
 * too many, or too large together, are counted.
 */
export function errorBody(error: ServiceError, context: { readonly path: string; readonly now: Date }): ErrorBody {
  const { problems = [], openaiError } = error;
  const [first] = problems;
  const parameter = first?.parameter ?? error.parameter;
  const body: ErrorBody = {
    statusCode: error.statusCode,
    timestamp: context.now.toISOString(),
    path: cutText(context.path, PATH_CHARACTERS),
    message: first?.message ?? error.message,
    ...(error.requestId !== undefined && { request_id: error.requestId }),
    error_code: error.publicCode ?? error.code,
    ...(parameter !== undefined && { parameter }),
    hint: first?.hint ?? error.hint,
    ...(error.retryAfterSeconds !== undefined && { retry_after_seconds: error.retryAfterSeconds }),
    ...(error.rateLimitInfo !== undefined && { rate_limit_info: error.rateLimitInfo }),
  };
  const rest = { ...(openaiError !== undefined && { openai_error: openaiError }) };
  if (!first) return { ...body, ...rest };
  const errors = fittingProblems(problems, LARGEST_BODY_BYTES - LIST_BYTES - jsonBytes({ ...body, ...rest }));
  const omitted = error.problemsOmitted + problems.length - errors.length;
  return { ...body, errors, ...(omitted > 0 && { errors_omitted: omitted }), ...rest };
}

/** The first problems, as many as are listed and have room. */
function fittingProblems(problems: readonly Problem[], bytes: number): readonly Problem[] {
  let left = bytes;
  return problems.slice(0, LISTED_PROBLEMS).filter((problem) => {
    // A comma apart; once one has no room, those after it have none either.
    left = left < 0 ? left : left - jsonBytes(problem) - 1;
    return left >= 0;
  });
}

/** JSON in UTF-8. */
function jsonBytes(value: unknown): number {
  return new TextEncoder().encode(JSON.stringify(value)).length;
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
