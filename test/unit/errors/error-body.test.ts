import { describe, expect, it } from 'vitest';
import { errorCatalogue } from '../../../lib/errors/catalogue.ts';
import { errorBody, errorHeaders, toServiceError } from '../../../lib/errors/error-body.ts';
import { ServiceError } from '../../../lib/errors/service-error.ts';

const context = { path: '/api/responses/text', now: new Date('2026-11-22T12:00:00.000Z') };

describe('errorBody', () => {
  it('has every field in its place', () => {
    const error = new ServiceError('rate_limit_exceeded', {
      message: 'Rate limit reached.',
      requestId: 'req_1',
      parameter: 'model',
      retryAfterSeconds: 20,
      rateLimitInfo: { limit_requests: 3500, remaining_requests: 0, reset_requests: '17ms' },
      problems: [{ parameter: 'input', message: 'First.', hint: 'Do this.' }, { message: 'Second.' }],
      openaiError: { type: 'requests', code: 'rate_limit_exceeded' },
    });
    expect(JSON.stringify(errorBody(error, context))).toBe(
      JSON.stringify({
        statusCode: 429,
        timestamp: '2026-11-22T12:00:00.000Z',
        path: '/api/responses/text',
        message: 'First.',
        request_id: 'req_1',
        error_code: 'rate_limit_exceeded',
        parameter: 'input',
        hint: 'Do this.',
        retry_after_seconds: 20,
        rate_limit_info: { limit_requests: 3500, remaining_requests: 0, reset_requests: '17ms' },
        errors: [{ parameter: 'input', message: 'First.', hint: 'Do this.' }, { message: 'Second.' }],
        openai_error: { type: 'requests', code: 'rate_limit_exceeded' },
      }),
    );
  });

  it('leaves out what has no value', () => {
    expect(Object.keys(errorBody(new ServiceError('route_not_found'), context))).toEqual([
      ...['statusCode', 'timestamp', 'path', 'message', 'error_code', 'hint'],
    ]);
  });

  it("falls back to the error's own hint where the first problem has none", () => {
    const error = new ServiceError('validation_failed', { problems: [{ message: 'Unknown.' }] });
    expect(errorBody(error, context)).toMatchObject({
      message: 'Unknown.',
      hint: errorCatalogue.validation_failed.hint,
    });
  });

  it('shows no empty list of problems', () => {
    expect(errorBody(new ServiceError('validation_failed', { problems: [] }), context)).not.toHaveProperty('errors');
  });

  it("shows OpenAI's code where the catalogue has none of that name", () => {
    const error = new ServiceError('bad_request', { publicCode: 'brand_new_code' });
    expect(errorBody(error, context).error_code).toBe('brand_new_code');
  });
});

describe('errorHeaders', () => {
  it.each([
    ['nothing to say', {}, {}],
    ['whole seconds', { retryAfterSeconds: 20 }, { 'retry-after': '20' }],
    ['part of a second, rounded up', { retryAfterSeconds: 0.25 }, { 'retry-after': '1' }],
    ['no wait at all', { retryAfterSeconds: 0 }, { 'retry-after': '0' }],
    ["OpenAI's request id", { requestId: 'req_1' }, { 'x-openai-request-id': 'req_1' }],
    ['headers of its own', { headers: { Allow: 'POST' } }, { allow: 'POST' }],
  ])('has %s', (_name, options, headers) => {
    expect(errorHeaders(new ServiceError('method_not_allowed', options))).toEqual(headers);
  });
});

describe('toServiceError', () => {
  it('leaves a ServiceError as it is', () => {
    const error = new ServiceError('invalid_json');
    expect(toServiceError(error)).toBe(error);
  });

  it.each([
    new Error('password=hunter2'),
    new TypeError("Cannot read properties of undefined (reading 'secret')"),
    'password=hunter2',
    undefined,
    null,
    { statusCode: 418, message: 'password=hunter2' },
  ])('hides %o after internal_error and keeps it as the cause', (thrown) => {
    const error = toServiceError(thrown);
    expect(error.cause).toBe(thrown);
    expect(errorBody(error, context)).toEqual({
      statusCode: 500,
      timestamp: '2026-11-22T12:00:00.000Z',
      path: '/api/responses/text',
      message: errorCatalogue.internal_error.message,
      error_code: 'internal_error',
      hint: errorCatalogue.internal_error.hint,
    });
  });
});
