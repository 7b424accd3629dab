import { describe, expect, it } from 'vitest';
import type { RequestContext } from '../../../../lib/context/request-context.ts';
import { ServiceError } from '../../../../lib/errors/service-error.ts';
import { setContext } from '../../../../lib/http/context-of.ts';
import { errorAnswer } from '../../../../lib/http/middleware/error-answer.ts';
import type { MiddlewareRequest } from '../../../../lib/http/middleware-request.ts';
import { requestContext } from '../../../support/request-context.ts';

/** What is answered for something thrown, and what the recorder has been told. */
function answered(error: unknown, tell: (context: RequestContext) => void = () => undefined) {
  const request = { error } as MiddlewareRequest;
  const context = requestContext({}, { path: '/api/x', date: () => new Date('2026-11-22T12:00:00.000Z') });
  tell(context);
  setContext(request, context);
  errorAnswer().onError(request);
  return { answer: request.response, facts: context.recorder.facts() };
}

describe('what was thrown', () => {
  it('becomes the one body, under its status, and is what the log shows as the answer', () => {
    const error = new ServiceError('rate_limit_exceeded', { retryAfterSeconds: 7, requestId: 'req_1' });
    const { answer, facts } = answered(error);
    const body = {
      statusCode: 429,
      timestamp: '2026-11-22T12:00:00.000Z',
      path: '/api/x',
      message: error.message,
      request_id: 'req_1',
      error_code: 'rate_limit_exceeded',
      hint: error.hint,
      retry_after_seconds: 7,
    };
    expect(answer).toMatchObject({ statusCode: 429, headers: { 'retry-after': '7' }, body });
    expect(facts).toMatchObject({ errorCode: 'rate_limit_exceeded', openaiRequestId: 'req_1', response: body });
  });

  it.each([new TypeError('a.b is no function at /var/task/index.mjs'), 'a text', undefined, null])(
    'is a defect where it is %s: the caller hears nothing of it, the log has it',
    (thrown) => {
      const { answer, facts } = answered(thrown);
      expect(answer).toMatchObject({ statusCode: 500, body: { error_code: 'internal_error' } });
      expect(JSON.stringify(answer)).not.toMatch(/var.task|a text/);
      expect(facts.cause).toMatchObject({ code: 'internal_error' });
    },
  );

  it.each([
    ['validation_failed', false],
    ['upstream_unreachable', true],
  ] as const)('of %s is a failure in the log: %s', (code, isLogged) => {
    expect(answered(new ServiceError(code)).facts.cause !== undefined).toBe(isLogged);
  });

  it('has the code that OpenAI gave it where this service knows no row of that name', () => {
    const { answer, facts } = answered(new ServiceError('bad_request', { publicCode: 'brand_new' }));
    expect([answer, facts]).toMatchObject([{ body: { error_code: 'brand_new' } }, { errorCode: 'brand_new' }]);
  });

  it("keeps the request's id that was heard before, where the error names none", () => {
    const { facts } = answered(new ServiceError('upstream_timeout'), ({ recorder }) =>
      recorder.heard({ openaiRequestId: 'req_0' }),
    );
    expect(facts.openaiRequestId).toBe('req_0');
  });

  it('brings its own headers, and the warnings that the answer would have had', () => {
    const { answer } = answered(new ServiceError('method_not_allowed', { headers: { allow: 'POST' } }), (context) =>
      context.recorder.warned(['unknown field x']),
    );
    expect(answer?.headers).toMatchObject({ allow: 'POST', 'x-request-warnings': 'unknown field x' });
  });
});
