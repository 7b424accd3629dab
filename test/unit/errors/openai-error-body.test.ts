import { describe, expect, it } from 'vitest';
import { type ErrorCode, errorCatalogue } from '../../../lib/errors/catalogue.ts';
import { clientMayRetry, openaiErrorBody } from '../../../lib/errors/openai-error-body.ts';
import { ServiceError } from '../../../lib/errors/service-error.ts';

describe('a failure in OpenAI’s form', () => {
  it.each(Object.keys(errorCatalogue) as ErrorCode[])('says what is wrong and what to do: %s', (code) => {
    const error = new ServiceError(code);
    const body = openaiErrorBody(error);
    expect(body).toEqual({ error: { message: expect.any(String), type: expect.any(String), param: null, code } });
    expect(body.error.message.startsWith(`${error.message} `)).toBe(true);
    expect(body.error.message.length).toBeGreaterThan(error.message.length + 10);
    const isOurs = body.error.type === 'server_error';
    expect(isOurs).toBe(error.statusCode >= 500);
  });

  // What stands in bodies and frames of this service's own dialect alone, and its paths.
  it.each(Object.keys(errorCatalogue) as ErrorCode[])('names nothing that its reader does not have: %s', (code) => {
    expect(openaiErrorBody(new ServiceError(code)).error.message).not.toMatch(
      /retry_after_seconds|last_sequence|`resume`|\/api\/responses/,
    );
  });

  it('has the words of OpenAI where it has told why', () => {
    const openaiError = { message: 'No', type: 'invalid_request_error', code: 'x', param: 'input' };
    const error = new ServiceError('validation_failed', { openaiError, hint: 'Ours' });
    expect(openaiErrorBody(error)).toEqual({ error: openaiError });
  });

  it('names the first problem of several', () => {
    const problems = [{ parameter: 'a', message: 'A is wrong.', hint: 'Mend A.' }, { message: 'B' }];
    const { error } = openaiErrorBody(new ServiceError('validation_failed', { problems }));
    expect(error).toMatchObject({ param: 'a', message: 'A is wrong. Mend A.' });
  });
});

describe('whether a client tries again', () => {
  it.each([
    ['upstream_unreachable', {}, false, true],
    ['upstream_unreachable', {}, true, false],
    ['too_many_requests', { retryAfterSeconds: 20 }, false, true],
    ['budget_exceeded', { retryAfterSeconds: 40_000 }, false, false],
    ['model_not_allowed', {}, false, false],
  ] as const)('%s, %o, may have begun: %s', (code, options, begun, may) => {
    expect(clientMayRetry(new ServiceError(code, options), begun)).toBe(may);
  });
});
