import { describe, expect, it } from 'vitest';
import { openAIErrorFields } from '../../../lib/errors/openai-error-fields.ts';

const html = '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>…</body></html>';

describe('openAIErrorFields', () => {
  it.each<readonly [string, unknown, object]>([
    [
      "OpenAI's usual form, without its nulls",
      { error: { message: 'No.', type: 'invalid_request_error', param: null, code: null } },
      { type: 'invalid_request_error', message: 'No.' },
    ],
    [
      'every field',
      { error: { message: 'No.', type: 't', param: 'input[0].content', code: 'c' }, usage: { seconds: 0 } },
      { type: 't', code: 'c', param: 'input[0].content', message: 'No.' },
    ],
    ['fields at the top level', { message: 'No.', code: 400 }, { code: '400', message: 'No.' }],
    ['an error that is a string', { error: 'Bad model', code: 'c' }, { code: 'c', message: 'Bad model' }],
    ['a detail that is a string', { detail: 'Not Found' }, { message: 'Not Found' }],
    ['a detail that is an object', { detail: { message: 'Not Found', code: null } }, { message: 'Not Found' }],
    ['JSON that was taken for text', ' {"error":{"message":"No.","code":"c"}} ', { code: 'c', message: 'No.' }],
    ['JSON cut short', '{"error":{"mess', { message: '{"error":{"mess' }],
    ['a bare string', 'upstream connect error\n', { message: 'upstream connect error' }],
    ['the title of an HTML page', html, { message: 'A web page came in place of an answer: "502 Bad Gateway".' }],
    [
      'no more of an HTML page without a title',
      '<html><body>oops</body></html>',
      { message: 'A web page came in place of an answer.' },
    ],
    ['nothing from an empty string', '', {}],
    ['nothing from no body', undefined, {}],
    ['nothing from null', null, {}],
    ['nothing from a list of nothing', [null, [], {}, ''], {}],
    ['nothing from empty fields', { error: { message: '', code: '', type: {} } }, {}],
  ])('reads %s', (_name, body, fields) => {
    expect(openAIErrorFields(body)).toEqual(fields);
  });

  it('keeps the beginning of a long text only', () => {
    expect(openAIErrorFields('x'.repeat(5000)).message).toHaveLength(1000);
  });

  it.each([
    [
      'Incorrect API key provided: sk-proj-abc_DEF-123. You can find your API key at https://platform.openai.com/account/api-keys.',
      'Incorrect API key provided: [redacted]. You can find your API key at https://platform.openai.com/account/api-keys.',
    ],
    ['Incorrect API key provided: sk-pr***********cd12.', 'Incorrect API key provided: [redacted].'],
    ['Incorrect API key provided: sk-pr…', 'Incorrect API key provided: [redacted]'],
    ['Incorrect API key provided: other-ve******ized. Look.', 'Incorrect API key provided: [redacted]. Look.'],
    ['The key sk-abc...wxyz is revoked.', 'The key [redacted] is revoked.'],
    ['(sk-svcacct-****1234)', '([redacted])'],
    ['Your task-force and disk-size stay.', 'Your task-force and disk-size stay.'],
  ])('redacts the key in %j', (message, redacted) => {
    expect(openAIErrorFields({ error: { message } }).message).toBe(redacted);
    expect(openAIErrorFields(message).message).toBe(redacted);
  });
});

describe('an error body that is not of OpenAI’s form', () => {
  it.each<readonly [string, unknown, object]>([
    ['a detail about a parameter', { detail: 'Unsupported parameter: x' }, { message: 'Unsupported parameter: x' }],
    [
      'FastAPI’s list',
      { detail: [{ loc: ['body', 'input', 0, 'role'], msg: 'field required', type: 'value_error.missing' }] },
      { message: 'field required', param: 'input[0].role', type: 'value_error.missing' },
    ],
    [
      'FastAPI’s list of several',
      {
        detail: [
          { loc: ['body', 'input'], msg: 'Field required', type: 'missing' },
          { loc: ['body', 'n'], msg: 'Input should be a valid integer', type: 'int_parsing' },
        ],
      },
      { message: 'input: Field required; n: Input should be a valid integer', param: 'input', type: 'missing' },
    ],
    [
      'Cloudflare’s',
      { success: false, errors: [{ code: 7003, message: 'No route' }] },
      { message: 'No route', code: '7003' },
    ],
    ['errors as sentences', { errors: ['One.', 'Two.'] }, { message: 'One.; Two.' }],
    [
      'errors by field, below a title',
      { title: 'Validation failed', errors: { input: ['is required'], n: ['too small', 'odd'] } },
      { message: 'input: is required; n: too small', param: 'input' },
    ],
    [
      'errors below a message',
      { message: 'Validation failed', errors: [{ path: ['tools', 0, 'name'], message: 'Required' }] },
      { message: 'Validation failed: Required', param: 'tools[0].name' },
    ],
    [
      'JSON pointers',
      { errors: [{ instancePath: '/input/0/role', message: 'Bad' }] },
      { message: 'Bad', param: 'input[0].role' },
    ],
    ['a list of one', [{ error: { message: 'in array', code: 400 } }], { message: 'in array', code: '400' }],
    [
      'Google’s',
      [{ error: { code: 429, message: 'Quota', status: 'RESOURCE_EXHAUSTED' } }],
      { message: 'Quota', code: '429', type: 'RESOURCE_EXHAUSTED' },
    ],
    [
      'a message that is an object',
      { error: { message: { message: 'Inner', code: 'c' } } },
      { message: 'Inner', code: 'c' },
    ],
    ['a message that is a list', { message: ['a must be b', 'c must be d'] }, { message: 'a must be b; c must be d' }],
    ['an error that is a list', { error: [{ message: 'Inner' }] }, { message: 'Inner' }],
    ['a code alone', { error: { code: 400 } }, { code: '400' }],
    ['Azure’s API management', { statusCode: 401, message: 'Access denied.' }, { message: 'Access denied.' }],
    [
      'Apigee’s',
      { fault: { faultstring: 'Quota violation', detail: { errorcode: 'policies.QuotaViolation' } } },
      { message: 'Quota violation', code: 'policies.QuotaViolation' },
    ],
    [
      'RFC 9457',
      { type: 'https://example.com/probs/x', title: 'Bad', status: 400, detail: 'The thing is bad.' },
      { type: 'https://example.com/probs/x', message: 'The thing is bad.' },
    ],
    [
      'RFC 9457 without a detail',
      { type: 'about:blank', title: 'Not Found', status: 404 },
      { type: 'about:blank', message: 'Not Found' },
    ],
    [
      'OAuth’s',
      { error: 'invalid_client', error_description: 'Unknown.' },
      { code: 'invalid_client', message: 'Unknown.' },
    ],
    [
      'a word and a message',
      { statusCode: 404, error: 'Not Found', message: 'Cannot POST /x' },
      { message: 'Cannot POST /x' },
    ],
    ['a word and a path', { status: 404, error: 'Not Found', path: '/v1/responses' }, { message: 'Not Found' }],
    [
      'AWS’s',
      { Message: 'Forbidden', __type: 'AccessDeniedException' },
      { message: 'Forbidden', type: 'AccessDeniedException' },
    ],
    [
      'an XML error',
      '<?xml version="1.0"?><Error><Code>AccessDenied</Code><Message>No</Message></Error>',
      { code: 'AccessDenied', message: 'No' },
    ],
    ['a list in text', '[{"error":{"message":"No."}}]', { message: 'No.' }],
    ['a string in JSON', '"no healthy upstream"', { message: 'no healthy upstream' }],
    ['an event', 'event: error\ndata: {"error":{"message":"No.","code":"c"}}\n\n', { message: 'No.', code: 'c' }],
    ['JSON in an error that is text', { error: '{"error":{"message":"No."}}' }, { message: 'No.' }],
    [
      'more of it than anybody reads',
      { detail: Array.from({ length: 12 }, () => 'x') },
      { message: Array.from({ length: 10 }, () => 'x').join('; ') },
    ],
    ['numbers', 503, {}],
  ])('is read: %s', (_name, body, fields) => {
    expect(openAIErrorFields(body)).toEqual(fields);
  });

  it.each(['error', 'detail', 'message', 'errors', 'fault'])('is read in no time, however deep its %s is', (name) => {
    let body: unknown = 'No.';
    for (let depth = 0; depth < 100_000; depth += 1) body = depth % 2 ? { [name]: body } : [body];
    expect(openAIErrorFields(body)).toEqual({});
  });

  it.each(['{"error":'.repeat(50_000), '['.repeat(100_000), `"${'\\"'.repeat(9)}`])(
    'is read as text where it is no JSON',
    (text) => {
      expect(openAIErrorFields(text).message).toHaveLength(Math.min(text.length, 1000));
    },
  );
});

describe('redacting keys', () => {
  it.each([
    ['Bearer sk-proj-abc_DEF-123 was refused', 'Bearer [redacted] was refused'],
    ['authorization: Bearer abc123def456', 'authorization: Bearer [redacted]'],
    ['Bearer authentication is required', 'Bearer authentication is required'],
    ['sk-abc***xyz', '[redacted]'],
    ['Use sk-...wxyz, not sk-svcacct-*****12.', 'Use [redacted], not [redacted].'],
  ])('%j', (message, redacted) => {
    expect(openAIErrorFields({ error: { message, code: message, param: message, type: message } })).toEqual({
      message: redacted,
      code: redacted,
      param: redacted,
      type: redacted,
    });
  });
});
