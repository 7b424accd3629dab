import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { errorCatalogue } from '../../lib/errors/catalogue.ts';
import { type OpenAIErrorBody, openaiErrorBody } from '../../lib/errors/openai-error-body.ts';
import { ServiceError } from '../../lib/errors/service-error.ts';
import type { Deployment } from '../config/deployment.ts';

/** An error that API Gateway answers with itself, before or instead of a function. */
export interface GatewayError {
  readonly statusCode: number;
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  readonly retryAfterSeconds?: number;
}

/** What a function could fail with in the same way: its code, with its message and hint. */
function ofCatalogue(code: keyof typeof errorCatalogue): GatewayError {
  const { statusCode, message, hint } = errorCatalogue[code];
  return { statusCode, code, message, hint };
}

const unknownRoute = ofCatalogue('route_not_found');

/**
 * Lambda's 429 comes out as a failed integration, of the same type as a function that crashed, and a template cannot tell the two
 * apart (https://repost.aws/knowledge-center/api-gateway-internal-server-error). What a function fails in it answers itself, so the
 * throttle is the usual one; the access log has Lambda's own status (`integrationStatus`).
 */
const functionUnavailable: GatewayError = {
  statusCode: 503,
  code: 'function_unavailable',
  message: 'No function has answered: as many are running as the service may run at the same time, or one has crashed.',
  hint: 'Send the request again after the time in Retry-After. If that goes on, its operator looks at the alarms of throttles and crashes.',
  retryAfterSeconds: 5,
};

/** By API Gateway's types (https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html). */
const gatewayErrors = {
  ACCESS_DENIED: {
    statusCode: 403,
    code: 'access_denied',
    message: 'The caller may not use this endpoint.',
    hint: 'Give the role that signs the request execute-api:Invoke on this API.',
  },
  BAD_REQUEST_BODY: { ...ofCatalogue('invalid_json'), message: 'The request body is not a JSON object.' },
  BAD_REQUEST_PARAMETERS: {
    statusCode: 400,
    code: 'validation_failed',
    message: 'A parameter of the path is missing.',
    hint: 'Put the id of a response where the path has {id}.',
  },
  EXPIRED_TOKEN: {
    statusCode: 403,
    code: 'expired_token',
    message: 'The AWS credentials that signed the request have expired.',
    hint: 'Get new temporary credentials, and sign the request again.',
  },
  INTEGRATION_FAILURE: functionUnavailable,
  INTEGRATION_TIMEOUT: ofCatalogue('function_timeout'),
  INVALID_API_KEY: {
    statusCode: 403,
    code: 'api_key_required',
    message: 'The request has no API key of this service, or one that it does not know.',
    hint: "Send the key in the header x-api-key; it is this API's own, and no key of OpenAI.",
  },
  INVALID_SIGNATURE: {
    statusCode: 403,
    code: 'invalid_signature',
    message: 'The signature of the request is not valid.',
    hint: 'Sign it for the service execute-api in the region of the API, and check the clock.',
  },
  MISSING_AUTHENTICATION_TOKEN: unknownRoute,
  QUOTA_EXCEEDED: {
    statusCode: 429,
    code: 'quota_exceeded',
    message: 'The API key has used up its requests of this month.',
    hint: 'Wait for the first of the month, or ask the operator of this service for more.',
  },
  REQUEST_TOO_LARGE: ofCatalogue('request_too_large'),
  RESOURCE_NOT_FOUND: unknownRoute,
  THROTTLED: {
    statusCode: 429,
    code: 'too_many_requests',
    message: 'More requests came than this API takes.',
    hint: 'Send the request again after a second, and the next ones more slowly.',
    retryAfterSeconds: 1,
  },
  UNAUTHORIZED: {
    statusCode: 401,
    code: 'unauthorized',
    message: 'The caller is not known.',
    hint: 'Send the credentials that the operator of this service gave you.',
  },
  UNSUPPORTED_MEDIA_TYPE: ofCatalogue('unsupported_media_type'),
  WAF_FILTERED: {
    statusCode: 403,
    code: 'request_blocked',
    message: 'The firewall of this API has stopped the request.',
    hint: 'Send fewer requests from this address; if there are few, ask the operator which rule of the web ACL it was.',
  },
  // Only what has no row of its own. Their status is fixed, since a template does not know the one it goes out with.
  DEFAULT_4XX: {
    statusCode: 400,
    code: 'bad_request',
    message: 'The API did not take the request.',
    hint: 'Compare the request with the examples of the README.',
  },
  DEFAULT_5XX: functionUnavailable,
} as const satisfies Record<string, GatewayError>;

/** A request without a signature and one to an unknown path look the same to API Gateway where requests are signed. */
const unsignedOrUnknown: GatewayError = {
  statusCode: 403,
  code: 'signature_required',
  message: 'The request is not signed, or there is no such endpoint.',
  hint: 'Sign it with AWS Signature Version 4 for the service execute-api; then compare method and path with the README.',
};

/** API Gateway's own errors, by type. */
function gatewayErrorsFor(apiAuth: Deployment['apiAuth']): Readonly<Record<string, GatewayError>> {
  return apiAuth === 'iam' ? { ...gatewayErrors, MISSING_AUTHENTICATION_TOKEN: unsignedOrUnknown } : gatewayErrors;
}

/**
 * The same in OpenAI's form, which its clients look for. Templates cannot tell the dialects apart by the path, so that one body has
 * both: neither kind of client reads the fields of the other.
 */
function openaiFieldsOf(
  { statusCode, code, message, hint }: GatewayError,
  operations: string,
): Partial<OpenAIErrorBody> {
  if (operations === '') return {};
  const said = code === 'route_not_found' ? `Of OpenAI's paths there are: ${operations}.` : hint;
  return openaiErrorBody(new ServiceError('bad_request', { statusCode, publicCode: code, message, hint: said }));
}

/**
 * Has API Gateway answer its own errors in the service's error body, and OpenAI's. Its variables know no ISO 8601: `timestamp` is
 * `22/Nov/2026:12:00:00 +0000` here; and `path` begins with the stage.
 */
export function answerErrors(
  api: apigateway.RestApi,
  options: {
    readonly apiAuth: Deployment['apiAuth'];
    readonly cors: boolean;
    /** What is served in OpenAI's dialect; empty: nothing. */
    readonly operations: string;
  },
): void {
  for (const [type, error] of Object.entries(gatewayErrorsFor(options.apiAuth))) {
    const { statusCode, code, message, hint, retryAfterSeconds } = error;
    const body = {
      statusCode,
      timestamp: '$context.requestTime',
      path: '$context.path',
      message,
      error_code: code,
      hint,
      ...(retryAfterSeconds !== undefined && { retry_after_seconds: retryAfterSeconds }),
      ...openaiFieldsOf(error, options.operations),
    };
    api.addGatewayResponse(`Error-${type}`, {
      type: apigateway.ResponseType.of(type),
      statusCode: String(statusCode),
      templates: { 'application/json': JSON.stringify(body) },
      responseHeaders: {
        ...(retryAfterSeconds !== undefined && { 'Retry-After': `'${retryAfterSeconds}'` }),
        // OpenAI's clients send every 429 and 5xx again unless they are told not to.
        'X-Should-Retry': `'${retryAfterSeconds !== undefined}'`,
        // Any page: such a body holds nothing of anyone, and without the header a page does not learn why it was refused.
        ...(options.cors && { 'Access-Control-Allow-Origin': "'*'" }),
      },
    });
  }
}
