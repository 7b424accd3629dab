import { describe, expect, it } from 'vitest';
import { errorCatalogue, type UpstreamErrorCode, upstreamErrors } from '../../../lib/errors/catalogue.ts';
import { fromUpstreamFailure } from '../../../lib/errors/from-upstream.ts';
import { ServiceError } from '../../../lib/errors/service-error.ts';

interface OpenAIError {
  readonly message?: string;
  readonly type?: string;
  readonly param?: string | null;
  readonly code?: string | null;
}

function refused(statusCode: number, error: OpenAIError, headers: Readonly<Record<string, string>> = {}) {
  return { kind: 'status', statusCode, headers, body: { error: { type: 'invalid_request_error', ...error } } } as const;
}

describe('a refusal whose code the catalogue knows', () => {
  it.each(Object.keys(upstreamErrors) as UpstreamErrorCode[])('%s keeps what OpenAI said and adds the hint', (code) => {
    const error = fromUpstreamFailure(refused(418, { message: 'As OpenAI put it.', code, param: 'input' }));
    expect(error).toMatchObject({
      code,
      statusCode: 418,
      message: 'As OpenAI put it.',
      parameter: 'input',
      hint: errorCatalogue[code].hint,
      retryable: errorCatalogue[code].retryable,
      openaiError: { type: 'invalid_request_error', code, param: 'input', message: 'As OpenAI put it.' },
    });
    expect(error.publicCode).toBeUndefined();
  });
});

describe('a refusal whose code the catalogue does not know', () => {
  it.each([
    [400, 'bad_request'],
    [401, 'authentication_error'],
    [403, 'permission_denied'],
    [404, 'not_found'],
    [408, 'request_timeout'],
    [409, 'conflict'],
    [413, 'payload_too_large'],
    [418, 'bad_request'],
    [422, 'unprocessable_entity'],
    [429, 'too_many_requests'],
    [500, 'upstream_error'],
    [502, 'upstream_error'],
    [503, 'service_unavailable'],
    [520, 'upstream_error'],
  ] as const)('of status %i keeps code and message and has the hint of %s', (statusCode, code) => {
    expect(fromUpstreamFailure(refused(statusCode, { message: 'New.', code: 'brand_new' }))).toMatchObject({
      code,
      publicCode: 'brand_new',
      statusCode,
      message: 'New.',
      hint: errorCatalogue[code].hint,
    });
  });

  it.each(['internal_error', 'function_timeout', 'constructor', '__proto__'])(
    'is not mistaken for ours: %s',
    (code) => {
      expect(fromUpstreamFailure(refused(400, { code }))).toMatchObject({ code: 'bad_request', publicCode: code });
    },
  );

  it.each([
    ['unknown_model', 'model_not_found'],
    ['model_not_available', 'model_not_found'],
    ['container_expired', 'container_not_found'],
  ] as const)('has the hint of a code that means the same: %s', (publicCode, code) => {
    const error = fromUpstreamFailure(refused(400, { code: publicCode }));
    expect(error).toMatchObject({ code, publicCode, hint: errorCatalogue[code].hint });
  });
});

describe('a refusal without a code', () => {
  it.each<readonly [number, string, string]>([
    [400, "Unsupported parameter: 'temperature' is not supported with this model.", 'unsupported_parameter'],
    [400, "Unsupported value: 'top_p' does not support 0.2 with this model.", 'unsupported_value'],
    [400, "Unknown parameter: 'maxtokens'.", 'unknown_parameter'],
    [400, 'Unrecognized request argument supplied: foo', 'unknown_parameter'],
    [400, "Missing required parameter: 'input'.", 'missing_required_parameter'],
    [400, 'you must provide a model parameter', 'missing_required_parameter'],
    [400, "Invalid type for 'store': expected a boolean.", 'invalid_type'],
    [400, "'low' is not one of ['a', 'b'] - 'purpose'", 'invalid_value'],
    [400, "-3 is less than the minimum of 1 - 'n'", 'integer_below_min_value'],
    [400, "99 is greater than the maximum of 10 - 'n'", 'integer_above_max_value'],
    [400, "-0.5 is less than the minimum of 0 - 'temperature'", 'decimal_below_min_value'],
    [400, "2.5 is greater than the maximum of 2 - 'temperature'", 'decimal_above_max_value'],
    [400, "Invalid schema for function 'f': In context=(), …", 'invalid_function_parameters'],
    [400, "Invalid schema for response_format 'r': …", 'invalid_json_schema'],
    [400, 'Your input exceeds the context window of this model.', 'context_length_exceeded'],
    [404, "Response with id 'resp_1' not found.", 'response_not_found'],
    [400, "Previous response with id 'resp_1' not found.", 'previous_response_not_found'],
    [404, "Item with id 'rs_1' not found. Items are not persisted when `store` is set to false.", 'item_not_found'],
    [404, "Conversation with id 'conv_1' not found.", 'conversation_not_found'],
    [404, 'No such File object: file-1', 'file_not_found'],
    [404, "Vector store with id 'vs_1' not found.", 'vector_store_not_found'],
    [404, "Container with id 'cntr_1' not found.", 'container_not_found'],
    [400, 'Container is expired.', 'container_not_found'],
    [404, 'Invalid URL (POST /v2/responses)', 'unknown_url'],
    [400, 'No tool output found for function call call_1.', 'missing_tool_output'],
    [400, 'No tool call found for function call output with call_id call_1.', 'missing_tool_call'],
    [400, "Item 'rs_1' of type 'reasoning' was provided without its required following item.", 'missing_paired_item'],
    [404, 'The model `gpt-9` does not exist or you do not have access to it.', 'model_not_found'],
    [403, 'Your organization must be verified to use the model `m`.', 'organization_verification_required'],
    [403, 'Country, region, or territory not supported', 'unsupported_country_region_territory'],
    [403, 'You have insufficient permissions for this operation. Missing scopes: api.write', 'missing_scope'],
    [401, "You didn't provide an API key.", 'invalid_api_key'],
    [429, 'You exceeded your current quota, please check your plan.', 'insufficient_quota'],
    [400, 'Billing hard limit has been reached', 'billing_hard_limit_reached'],
    [429, 'Rate limit reached for gpt-6 in organization org-1', 'rate_limit_exceeded'],
    [503, 'The engine is currently overloaded, please try again', 'service_unavailable'],
    [503, 'Slow down', 'slow_down'],
    [400, 'Nobody has seen this sentence.', 'bad_request'],
    [404, 'Nor this one.', 'not_found'],
  ])('is known by its message: %i %s', (statusCode, message, code) => {
    const error = fromUpstreamFailure(refused(statusCode, { message, code: null, param: null }));
    expect(error).toMatchObject({ code, statusCode, message });
    expect(error.publicCode).toBeUndefined();
  });

  it.each<readonly [string, string | undefined]>([
    ['Unsupported parameter: max_output_tokens', 'max_output_tokens'],
    ["Unsupported parameter: 'reasoning.effort' is not supported with this model.", 'reasoning.effort'],
    ["Unsupported value: 'top_p' does not support 0.2 with this model.", 'top_p'],
    ["Unknown parameter: 'input[0].foo'.", 'input[0].foo'],
    ['Unrecognized request argument supplied: foo', 'foo'],
    ["Missing required parameter: 'input'.", 'input'],
    ['you must provide a model parameter', 'model'],
    ["Invalid type for 'store': expected a boolean.", 'store'],
    ["Invalid 'input[0].id': 'x'. Expected an ID that begins with 'msg'.", 'input[0].id'],
    ["Invalid value: 'low'. Supported values are: 'high'.", undefined],
    ['The model `m` does not exist', undefined],
  ])('names the parameter that its message names: %s', (message, parameter) => {
    expect(fromUpstreamFailure(refused(400, { message, param: null })).parameter).toBe(parameter);
  });

  it('has the parameter that it names itself before that of its message', () => {
    const error = fromUpstreamFailure(refused(400, { message: "Unknown parameter: 'a'.", param: 'tools[0].a' }));
    expect(error.parameter).toBe('tools[0].a');
  });

  it.each([
    'Cannot cancel a completed response.',
    "Cannot cancel response with status 'completed'.",
    'Response resp_1 cannot be cancelled because it has already completed.',
    'Response has already been cancelled',
    'The response is already completed.',
    "Response 'resp_1' is already in a terminal state.",
    'Already cancelled.',
  ])('that says a response has ended has a code and a hint of its own: %s', (message) => {
    for (const statusCode of [400, 409]) {
      expect(fromUpstreamFailure(refused(statusCode, { message, code: null }))).toMatchObject({
        code: 'response_already_ended',
        statusCode,
        hint: errorCatalogue.response_already_ended.hint,
        retryable: false,
      });
    }
  });

  it.each([
    'Cannot cancel a synchronous response.',
    'Only background responses can be cancelled.',
    'Only responses created with the background parameter set to true can be cancelled.',
    'Responses can only be cancelled if they were created with background=true.',
  ])('that says a response does not run in the background is known as that: %s', (message) => {
    expect(fromUpstreamFailure(refused(400, { message, code: null })).code).toBe('not_a_background_response');
  });

  it.each([
    [400, '400', 'bad_request'],
    [500, '429', 'upstream_error'],
    [429, '429', 'too_many_requests'],
  ])('has the class of its status where its code is a status: %i %s', (statusCode, code, expected) => {
    const error = fromUpstreamFailure(refused(statusCode, { message: 'No.', code }));
    expect(error).toMatchObject({ code: expected, statusCode, openaiError: { code } });
    expect(error.publicCode).toBeUndefined();
  });

  it.each([
    [429, 'insufficient_quota', 'insufficient_quota'],
    [429, 'tokens', 'rate_limit_exceeded'],
    [429, 'requests', 'rate_limit_exceeded'],
    [500, 'server_error', 'server_error'],
    [400, 'invalid_request_error', 'bad_request'],
    [400, 'toString', 'bad_request'],
  ])('is known by its type: %i %s', (statusCode, type, code) => {
    expect(fromUpstreamFailure(refused(statusCode, { type, message: 'No.' })).code).toBe(code);
  });

  it.each<readonly [string, unknown, string]>([
    [
      'an HTML page',
      '<html><head><title>502 Bad Gateway</title></head></html>',
      'A web page came in place of an answer: "502 Bad Gateway".',
    ],
    ['a bare string', 'upstream connect error', 'upstream connect error'],
    ['an error that is a string', { error: 'Overheated' }, 'Overheated'],
    ['no body', undefined, errorCatalogue.upstream_error.message],
  ])('may come as %s', (_name, body, message) => {
    const error = fromUpstreamFailure({ kind: 'status', statusCode: 502, headers: {}, body });
    expect(error).toMatchObject({ code: 'upstream_error', statusCode: 502, message });
  });
});

describe('the headers of a refusal', () => {
  it('become request id, wait and rate limits', () => {
    const headers = { 'x-request-id': 'req_1', 'retry-after-ms': '1500', 'x-ratelimit-remaining-requests': '0' };
    expect(fromUpstreamFailure(refused(429, { code: 'rate_limit_exceeded' }, headers))).toMatchObject({
      requestId: 'req_1',
      retryAfterSeconds: 1.5,
      rateLimitInfo: { remaining_requests: 0 },
    });
  });

  it.each([
    ['true', 400, true],
    ['false', 500, false],
  ])('decide on retrying where OpenAI says x-should-retry: %s', (value, statusCode, retryable) => {
    const failure = refused(statusCode, {}, { 'x-should-retry': value });
    expect(fromUpstreamFailure(failure).retryable).toBe(retryable);
  });
});

describe('the hint of model_not_found', () => {
  const failure = refused(404, { code: 'model_not_found', message: 'The model `gpt-4o` does not exist' });

  it('names the day the model was shut down', () => {
    const { hint } = fromUpstreamFailure(failure, { model: 'gpt-4o', shutdownDate: '2027-01-14' });
    expect(hint).toContain('gpt-4o is 2027-01-14');
  });

  it('is the general one where no such day is known', () => {
    expect(fromUpstreamFailure(failure, { model: 'gpt-40' }).hint).toBe(errorCatalogue.model_not_found.hint);
  });

  it('is not given to other failures of a model that is shut down', () => {
    const { hint } = fromUpstreamFailure(refused(401, { code: 'invalid_api_key' }), { shutdownDate: '2027-01-14' });
    expect(hint).toBe(errorCatalogue.invalid_api_key.hint);
  });
});

describe('what a caller who refers to an unstored response is told', () => {
  it.each(['previous_response_not_found', 'response_not_found', 'item_not_found'] as const)(
    '%s names store',
    (code) => {
      expect(errorCatalogue[code].hint).toContain('`store: true`');
    },
  );
});

describe('a failure without an answer', () => {
  const cause = new Error('connect ECONNREFUSED 10.0.0.7:443');
  it.each([
    ['timeout', 'upstream_timeout', 504],
    ['connection', 'upstream_unreachable', 502],
    ['aborted', 'function_timeout', 504],
  ] as const)('%s becomes %s, its cause kept from the public message', (kind, code, statusCode) => {
    const error = fromUpstreamFailure({ kind, cause });
    expect(error).toMatchObject({ code, statusCode, cause, message: errorCatalogue[code].message });
  });

  it('has the reason of an abort of our own', () => {
    const reason = new ServiceError('upstream_stalled');
    expect(fromUpstreamFailure({ kind: 'aborted', cause: reason })).toBe(reason);
  });

  it('is an invalid answer where the status is no error', () => {
    const error = fromUpstreamFailure({ kind: 'status', statusCode: 301, headers: { 'x-request-id': 'r' }, body: '' });
    expect(error).toMatchObject({ code: 'upstream_invalid_response', statusCode: 502, requestId: 'r' });
  });
});
