import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { setContext } from '../../../../lib/http/context-of.ts';
import { jsonBody } from '../../../../lib/http/middleware/json-body.ts';
import type { MiddlewareRequest } from '../../../../lib/http/middleware-request.ts';
import { restoreRequest } from '../../../../lib/validation/request-json.ts';
import { requestContext } from '../../../support/request-context.ts';

const JSON_TYPE = { 'content-type': 'application/json' };

/** The body of an event as the middleware leaves it, with the caller's own numbers and names. */
function read(body: string | undefined, changes: Readonly<Record<string, unknown>> = {}): unknown {
  const event = { headers: JSON_TYPE, isBase64Encoded: false, ...(body === undefined ? {} : { body }), ...changes };
  const request = { event } as unknown as MiddlewareRequest;
  setContext(request, requestContext());
  jsonBody().before(request);
  const { body: parsed } = request.event as { readonly body: unknown };
  return restoreRequest(parsed, parsed);
}

const fails = (code: string) => expect.objectContaining({ code });

describe('a body', () => {
  it.each([
    ['an object', '{"a":[1,"é",null]}', { a: [1, 'é', null] }],
    ['a list', '[1]', [1]],
    ['a number alone', '7', 7],
    [
      'names of things that objects have',
      '{"constructor":1,"prototype":{"x":2}}',
      { constructor: 1, prototype: { x: 2 } },
    ],
  ])('is parsed: %s', (_name, text, value) => {
    expect(read(text)).toEqual(value);
  });

  it.each(['application/json; charset=utf-8', 'application/vnd.api+json', 'APPLICATION/JSON'])(
    'may be called %s',
    (type) => {
      expect(read('{"a":1}', { headers: { 'content-type': type } })).toEqual({ a: 1 });
    },
  );

  it.each([
    ['base64', Buffer.from('{"a":"é"}'), {}],
    ['compressed', gzipSync('{"a":"é"}'), { 'content-encoding': 'gzip' }],
  ])('may come as %s', (_name, bytes, headers) => {
    const changes = { isBase64Encoded: true, headers: { ...JSON_TYPE, ...headers } };
    expect(read(bytes.toString('base64'), changes)).toEqual({ a: 'é' });
  });

  it('keeps a number that no double can hold', () => {
    expect(JSON.stringify(read('{"seed":12345678901234567890}'))).toBe('{"seed":12345678901234567890}');
  });

  it('keeps __proto__ where it is data', () => {
    const body = read('{"metadata":{"__proto__":"x"}}') as { readonly metadata: object };
    expect(Object.entries(body.metadata)).toEqual([['__proto__', 'x']]);
  });
});

describe('a body that is refused', () => {
  it.each([
    ['cut short', '{"a":', 'invalid_json'],
    ['empty', '', 'invalid_json'],
    ['none', undefined, 'invalid_json'],
    ['followed by something', '{} {}', 'invalid_json'],
    ['one with a field __proto__', '{"__proto__":{}}', 'invalid_json'],
    ['one with __proto__ inside, and cut short', '{"a":{"__proto__":1}', 'invalid_json'],
    ['too deep', `${'['.repeat(513)}${']'.repeat(513)}`, 'validation_failed'],
    ['of too many values', `[${'{},'.repeat(900_000)}{}]`, 'request_too_large'],
    ['too long', `"${'x'.repeat(6 * 1024 * 1024)}"`, 'request_too_large'],
  ])('is %s', (_name, text, code) => {
    expect(() => read(text)).toThrow(fails(code));
  });

  it('may be as deep as any conversation', () => {
    expect(() => read(`${'['.repeat(512)}${']'.repeat(512)}`)).not.toThrow();
  });

  it.each([{}, { 'content-type': 'text/plain' }, { 'content-type': 'multipart/form-data' }])(
    'is not called JSON: %j',
    (headers) => {
      expect(() => read('{"a":1}', { headers })).toThrow(fails('unsupported_media_type'));
    },
  );
});
