import { APIConnectionError, APIConnectionTimeoutError, APIError, APIUserAbortError } from 'openai';
import { describe, expect, it } from 'vitest';
import { fromUpstreamFailure } from '../../../lib/errors/from-upstream.ts';
import { ServiceError } from '../../../lib/errors/service-error.ts';
import { classifyFailure } from '../../../lib/upstream/classify-failure.ts';
import { badStatus } from '../../../lib/upstream/fetch/protocol-error.ts';

function withCode(code: string, message = code): Error {
  return Object.assign(new Error(message), { code });
}

describe("an error of the SDK's for an HTTP status", () => {
  it.each([400, 401, 403, 404, 409, 418, 422, 429, 500, 503])('%i keeps status, headers and body', (status) => {
    const headers = new Headers({ 'X-Request-Id': 'req_1', 'Retry-After': '3' });
    const said = { message: 'No.', type: 't', param: 'p', code: 'c' };
    expect(classifyFailure(APIError.generate(status, { error: said }, undefined, headers))).toEqual({
      kind: 'status',
      statusCode: status,
      headers: { 'x-request-id': 'req_1', 'retry-after': '3' },
      body: { error: said },
    });
  });

  it.each<readonly [string, object | undefined, string | undefined, unknown]>([
    ['an error that is a string', { error: 'Overheated' }, undefined, { error: 'Overheated' }],
    ['text', undefined, '<html>502</html>', '<html>502</html>'],
    ['nothing', undefined, undefined, undefined],
    ['nothing readable', { other: 1 }, undefined, undefined],
  ])('keeps a body that is %s', (_name, json, text, body) => {
    expect(classifyFailure(APIError.generate(502, json, text, new Headers()))).toMatchObject({ statusCode: 502, body });
  });

  it('takes headers that are a plain object', () => {
    const error = Object.assign(APIError.generate(500, {}, undefined, new Headers()), {
      headers: { 'Retry-After': '1' },
    });
    expect(classifyFailure(error)).toMatchObject({ headers: { 'retry-after': '1' } });
  });

  it("has its row's status where it came from a stream, without one", () => {
    const error = new APIError(undefined, { code: 'insufficient_quota', message: 'No.' }, undefined, new Headers());
    const failure = classifyFailure(error);
    expect(failure).toMatchObject({ kind: 'status', statusCode: 429 });
    expect(failure && fromUpstreamFailure(failure)).toMatchObject({ code: 'insufficient_quota', message: 'No.' });
  });
});

describe('a failure without an answer', () => {
  it.each<readonly [string, unknown, string]>([
    ["the SDK's timeout", new APIConnectionTimeoutError(), 'timeout'],
    ["the SDK's connection error", new APIConnectionError({ message: 'Connection error.' }), 'connection'],
    ['one caused by a reset', new APIConnectionError({ cause: withCode('ECONNRESET') }), 'connection'],
    ['one caused by a timeout', new APIConnectionError({ cause: withCode('ETIMEDOUT') }), 'timeout'],
    ["the SDK's abort", new APIUserAbortError(), 'aborted'],
    ['an abort', Object.assign(new Error('aborted'), { name: 'AbortError' }), 'aborted'],
    ['a timeout signal', Object.assign(new Error('late'), { name: 'TimeoutError' }), 'timeout'],
    ['a broken body', new TypeError('terminated'), 'connection'],
    ['a failed fetch', new TypeError('fetch failed', { cause: withCode('ECONNREFUSED') }), 'connection'],
    [
      'a fetch that timed out',
      new TypeError('fetch failed', { cause: withCode('UND_ERR_CONNECT_TIMEOUT') }),
      'timeout',
    ],
    ...[
      ...['ECONNRESET', 'ECONNREFUSED', 'ECONNABORTED', 'ENOTFOUND', 'EAI_AGAIN', 'EPIPE', 'EHOSTUNREACH'],
      ...['ENETUNREACH', 'UND_ERR_SOCKET', 'CERT_HAS_EXPIRED', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    ].map((code) => [code, withCode(code), 'connection'] as const),
    ['HPE_INVALID_CONSTANT', withCode('HPE_INVALID_CONSTANT'), 'protocol'],
    ['HPE_HEADER_OVERFLOW', withCode('HPE_HEADER_OVERFLOW'), 'protocol'],
    ['a status that is no answer', badStatus(101), 'protocol'],
    ['ETIMEDOUT', withCode('ETIMEDOUT'), 'timeout'],
    ['UND_ERR_HEADERS_TIMEOUT', withCode('UND_ERR_HEADERS_TIMEOUT'), 'timeout'],
  ])('%s', (_name, error, kind) => {
    expect(classifyFailure(error)).toEqual({ kind, cause: error });
  });

  it('does not loop where an error causes itself', () => {
    const error: Error & { cause?: unknown } = new Error('round and round');
    error.cause = error;
    expect(classifyFailure(error)).toBeUndefined();
  });
});

describe('what is not for upstream to answer for', () => {
  it.each<readonly [string, unknown]>([
    ['a defect', new TypeError("Cannot read properties of undefined (reading 'id')")],
    ['a missing file', withCode('ENOENT')],
    ['a string', 'ECONNRESET'],
    ['nothing', undefined],
    ['an error told already', new ServiceError('upstream_stalled', { cause: withCode('ECONNRESET') })],
  ])('%s', (_name, error) => {
    expect(classifyFailure(error)).toBeUndefined();
  });
});
