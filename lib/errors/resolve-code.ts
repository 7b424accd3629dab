import { type UpstreamErrorCode, upstreamErrors } from './catalogue.ts';
import { codeOfMessage } from './message-codes.ts';
import type { OpenAIErrorFields } from './service-error.ts';

/** Other names under which OpenAI, or a server that speaks its API, sends a code of the catalogue. */
const aliases: Readonly<Record<string, UpstreamErrorCode>> = {
  unknown_model: 'model_not_found',
  invalid_model: 'model_not_found',
  model_not_available: 'model_not_found',
  model_deprecated: 'model_not_found',
  unsupported_model: 'model_not_found',
  string_too_long: 'string_above_max_length',
  incorrect_api_key: 'invalid_api_key',
  quota_exceeded: 'insufficient_quota',
  server_is_overloaded: 'service_unavailable',
  engine_overloaded: 'service_unavailable',
  unsupported_file_type: 'unsupported_file',
  unsupported_image: 'invalid_image_format',
  container_expired: 'container_not_found',
  content_filter: 'content_policy_violation',
  response_already_completed: 'response_already_ended',
  response_already_cancelled: 'response_already_ended',
  response_not_cancellable: 'response_already_ended',
};

/** Error types that say more than a missing code. `invalid_request_error` says nothing: it comes with most statuses. */
const types: Readonly<Record<string, UpstreamErrorCode>> = {
  authentication_error: 'authentication_error',
  permission_error: 'permission_denied',
  not_found_error: 'not_found',
  rate_limit_error: 'rate_limit_exceeded',
  requests: 'rate_limit_exceeded',
  tokens: 'rate_limit_exceeded',
  insufficient_quota: 'insufficient_quota',
  billing_not_active: 'billing_not_active',
  server_error: 'server_error',
  api_error: 'server_error',
  service_unavailable_error: 'service_unavailable',
  overloaded_error: 'service_unavailable',
};

const classes: Readonly<Record<number, UpstreamErrorCode>> = {
  401: 'authentication_error',
  403: 'permission_denied',
  404: 'not_found',
  408: 'request_timeout',
  409: 'conflict',
  413: 'payload_too_large',
  422: 'unprocessable_entity',
  429: 'too_many_requests',
  503: 'service_unavailable',
};

/** A row of the catalogue, and OpenAI's own code where the row goes by another name. */
export interface ResolvedCode {
  readonly code: UpstreamErrorCode;
  readonly publicCode?: string;
}

/** A code that is an HTTP status names a class, and no reason: some proxies send `code: 429`. */
const STATUS = /^[45]\d\d$/;

/**
 * The catalogue's row for what OpenAI said: by its code; where it gave none, by its message or type; else by the class
 * of the HTTP status. `statusCode` is absent for failures inside a stream.
 */
export function resolveCode(fields: OpenAIErrorFields, statusCode?: number): ResolvedCode {
  const { code, type } = fields;
  if (code === undefined || STATUS.test(code)) {
    const status = statusCode ?? (code === undefined ? undefined : Number(code));
    return { code: codeOfMessage(fields.message ?? '') ?? codeOfType(type) ?? classOf(status, type) };
  }
  if (isUpstreamCode(code)) return { code };
  const said = code === 'invalid_request_error' ? codeOfMessage(fields.message ?? '') : undefined;
  // That is a type and no code: what the message names says more.
  if (said !== undefined) return { code: said };
  return { code: own(aliases, code) ?? classOf(statusCode, type), publicCode: code };
}

/** Where there is no code, some servers put it there. */
function codeOfType(type: string | undefined): UpstreamErrorCode | undefined {
  return own(types, type) ?? (type !== undefined && isUpstreamCode(type) ? type : undefined);
}

function classOf(statusCode: number | undefined, type: string | undefined): UpstreamErrorCode {
  if (statusCode === undefined)
    return codeOfType(type) ?? (type === 'invalid_request_error' ? 'bad_request' : 'upstream_error');
  return classes[statusCode] ?? (statusCode >= 500 ? 'upstream_error' : 'bad_request');
}

function isUpstreamCode(code: string): code is UpstreamErrorCode {
  return Object.hasOwn(upstreamErrors, code);
}

// `code` and `type` come from outside: "constructor" must not find what every object inherits.
function own<T>(table: Readonly<Record<string, T>>, key: string | undefined): T | undefined {
  return key !== undefined && Object.hasOwn(table, key) ? table[key] : undefined;
}
