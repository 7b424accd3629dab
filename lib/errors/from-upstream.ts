import { errorCatalogue } from './catalogue.ts';
import { parameterOfMessage } from './message-parameter.ts';
import { openAIErrorFields } from './openai-error-fields.ts';
import { resolveCode } from './resolve-code.ts';
import { rateLimitInfo, retryAfterSeconds, shouldRetry } from './response-headers.ts';
import { type OpenAIErrorFields, ServiceError, type ServiceErrorOptions } from './service-error.ts';

/** Why a request to OpenAI failed before it gave a usable answer. */
export type UpstreamFailure =
  | {
      readonly kind: 'status';
      readonly statusCode: number;
      /** Names in lower case. */
      readonly headers: Readonly<Record<string, string>>;
      /** Parsed where it was JSON, else its text; undefined where it was empty. */
      readonly body: unknown;
    }
  | {
      /** `aborted`: by this service itself, in practice because its time is up. */
      readonly kind: 'timeout' | 'connection' | 'protocol' | 'aborted';
      readonly cause: unknown;
    };

/** What is known of the request that failed. */
export interface FailedRequest {
  readonly model?: string;
  /** The day OpenAI turns the model off (or did), `YYYY-MM-DD`. */
  readonly shutdownDate?: string;
  /** When it failed; what is left out here, headers have to say of their own time. */
  readonly now?: Date;
}

const codeOfKind = {
  timeout: 'upstream_timeout',
  connection: 'upstream_unreachable',
  protocol: 'upstream_protocol_error',
  aborted: 'function_timeout',
} as const;

/** The error to answer with when a request to OpenAI has failed; keeps OpenAI's status, code, message and parameter. */
export function fromUpstreamFailure(failure: UpstreamFailure, request: FailedRequest = {}): ServiceError {
  if (failure.kind !== 'status') {
    // A request that was aborted for a reason of our own has failed for that reason.
    if (failure.cause instanceof ServiceError) return failure.cause;
    return new ServiceError(codeOfKind[failure.kind], { cause: failure.cause });
  }
  const { statusCode, headers } = failure;
  const shared = {
    requestId: headers['x-request-id'],
    retryAfterSeconds: retryAfterSeconds(headers, request.now),
    rateLimitInfo: rateLimitInfo(headers),
    retryable: shouldRetry(headers),
  };
  // A redirect, or whatever else is no error by its status, is not an answer that an API gives.
  if (statusCode < 400) return new ServiceError('upstream_invalid_response', shared);
  return fromOpenAIError(openAIErrorFields(failure.body), { ...shared, statusCode }, request);
}

/** The error for what OpenAI said, wherever it said it. `options.statusCode` is left out where there was no HTTP status. */
export function fromOpenAIError(
  fields: OpenAIErrorFields,
  options: ServiceErrorOptions = {},
  request: FailedRequest = {},
): ServiceError {
  const { code, publicCode } = resolveCode(fields, options.statusCode);
  return new ServiceError(code, {
    ...options,
    message: fields.message,
    parameter: fields.param ?? parameterOfMessage(fields.message ?? ''),
    publicCode,
    hint: code === 'model_not_found' ? modelHint(request) : undefined,
    openaiError: Object.keys(fields).length > 0 ? fields : undefined,
  });
}

function modelHint({ model, shutdownDate }: FailedRequest): string {
  if (!shutdownDate) return errorCatalogue.model_not_found.hint;
  return `OpenAI's shutdown date for ${model ?? 'this model'} is ${shutdownDate}: set \`model\` to one that is still served.`;
}
