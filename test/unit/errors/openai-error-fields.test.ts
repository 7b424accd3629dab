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
    ['the title of an HTML page', html, { message: '502 Bad Gateway' }],
    ['nothing from an HTML page without a title', '<html><body>oops</body></html>', {}],
    ['nothing from an empty string', '', {}],
    ['nothing from no body', undefined, {}],
    ['nothing from null', null, {}],
    ['nothing from a list', [{ message: 'No.' }], {}],
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
