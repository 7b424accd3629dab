import { describe, expect, it } from 'vitest';
import { type HttpRequest, httpRequestOf } from '../../../lib/http/http-request.ts';

interface Sent {
  readonly method: string;
  readonly path: string;
  /** Percent-encoded. */
  readonly query: string;
  readonly headers: Record<string, string>;
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
}

/** A function URL event (v2), as AWS documents it, of a request. */
function functionUrlEvent({ method, path, query, headers, body, isBase64Encoded = false }: Sent): unknown {
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: query,
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
    requestContext: {
      accountId: 'anonymous',
      domainName: 'abc.lambda-url.eu-central-1.on.aws',
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '203.0.113.7', userAgent: 'test' },
      requestId: 'gateway-1',
      stage: '$default',
    },
    ...(body === undefined ? {} : { body }),
    isBase64Encoded,
  };
}

/** An API Gateway REST event (v1), as AWS documents it: header names as sent, `null` for what is absent. */
function restApiEvent({ method, path, query, headers, body, isBase64Encoded = false }: Sent): unknown {
  const parameters = new URLSearchParams(query);
  const names = [...new Set(parameters.keys())];
  return {
    resource: '/{proxy+}',
    path,
    httpMethod: method,
    headers: Object.keys(headers).length === 0 ? null : headers,
    multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    queryStringParameters: query === '' ? null : Object.fromEntries(parameters),
    multiValueQueryStringParameters:
      query === '' ? null : Object.fromEntries(names.map((name) => [name, parameters.getAll(name)])),
    pathParameters: { proxy: path.slice(1) },
    stageVariables: null,
    requestContext: { requestId: 'gateway-1', stage: 'prod', httpMethod: method, path: `/prod${path}` },
    body: body ?? null,
    isBase64Encoded,
  };
}

const post: Sent = {
  method: 'POST',
  path: '/api/responses/text',
  query: '',
  headers: { 'Content-Type': 'application/json', 'X-Trace': 'A, b' },
  body: '{"input":"Hé"}',
};

describe.each([
  ['a function URL event (v2)', functionUrlEvent],
  ['an API Gateway REST event (v1)', restApiEvent],
])('%s', (_name, eventOf) => {
  it('becomes a request', () => {
    const { resource: _, ...request } = httpRequestOf(eventOf(post));
    expect(request).toEqual<HttpRequest>({
      method: 'POST',
      path: '/api/responses/text',
      headers: { 'content-type': 'application/json', 'x-trace': 'A, b' },
      query: {},
      rawQuery: '',
      body: '{"input":"Hé"}',
      isBase64Encoded: false,
      requestId: 'gateway-1',
    });
  });

  it('has no body where none was sent', () => {
    const request = httpRequestOf(eventOf({ method: 'GET', path: '/api/health', query: '', headers: {} }));
    expect(request).not.toHaveProperty('body');
    expect(request.headers).toEqual({});
  });

  it('keeps an empty body, and a base64 one as it came', () => {
    expect(httpRequestOf(eventOf({ ...post, body: '' })).body).toBe('');
    const request = httpRequestOf(eventOf({ ...post, body: 'e30=', isBase64Encoded: true }));
    expect(request).toMatchObject({ body: 'e30=', isBase64Encoded: true });
  });

  it.each([
    ['', {}],
    ['after=10&stream=true', { after: '10', stream: 'true' }],
    ['q=a%20b%26c&e=%C3%A9', { q: 'a b&c', e: 'é' }],
    ['empty=&flag', { empty: '', flag: '' }],
    ['twice=1&twice=2', { twice: ['1', '2'] }],
    ['include=a&after=1&include=b&include=a', { include: ['a', 'b', 'a'], after: '1' }],
    ['include[]=a&include[]=b', { 'include[]': ['a', 'b'] }],
    ['include=a,b', { include: 'a,b' }],
    ['constructor=1&toString=2', { constructor: '1', toString: '2' }],
  ])('has its query decoded: %s', (query, expected) => {
    expect(httpRequestOf(eventOf({ ...post, query })).query).toEqual(expected);
  });

  it.each(['__proto__=polluted', '__proto__=a&__proto__=b', '__proto__[polluted]=yes'])(
    'has a query that is no way to the prototype: %s',
    (query) => {
      const { query: read } = httpRequestOf(eventOf({ ...post, query: `${query}&after=1` }));
      expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
      expect(read.after).toBe('1');
      expect(Object.getPrototypeOf({ ...read })).toBe(Object.prototype);
      expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    },
  );

  it('has the header with which a browser goes on with a stream', () => {
    const headers = { 'Last-Event-ID': '41' };
    expect(httpRequestOf(eventOf({ ...post, headers })).headers).toEqual({ 'last-event-id': '41' });
  });

  it.each(['get', 'Post', 'DELETE'])('has its method in upper case: %s', (method) => {
    expect(httpRequestOf(eventOf({ ...post, method })).method).toBe(method.toUpperCase());
  });
});

describe('httpRequestOf', () => {
  it('has what API Gateway has matched', () => {
    const event = { path: '/ai/a/1', httpMethod: 'GET', resource: '/a/{id}', pathParameters: { id: '1' } };
    expect(httpRequestOf(event).resource).toEqual({ template: '/a/{id}', parameters: { id: '1' } });
  });

  it.each([
    ['the least of v2', { rawPath: '/a', requestContext: { http: { method: 'GET' } } }, {}],
    ['the least of v1', { path: '/a', httpMethod: 'GET' }, { resource: { template: undefined, parameters: {} } }],
  ])('takes %s', (_name, event, matched) => {
    expect(httpRequestOf(event)).toEqual({
      ...matched,
      method: 'GET',
      path: '/a',
      headers: {},
      query: {},
      rawQuery: '',
      isBase64Encoded: false,
      requestId: '',
    });
  });

  it.each([
    ['has one value each', { a: '1', b: '2' }, null, { a: '1', b: '2' }],
    ['has all values of each', { a: '2' }, { a: ['1', '2'] }, { a: ['1', '2'] }],
    ['has nothing', null, null, {}],
    ['has holes', { a: undefined }, { a: undefined, b: [] }, {}],
  ])('takes a v1 event whose query %s', (_name, queryStringParameters, multiValueQueryStringParameters, expected) => {
    const event = { path: '/a', httpMethod: 'GET', queryStringParameters, multiValueQueryStringParameters };
    expect(httpRequestOf(event).query).toEqual(expected);
  });

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['text', 'POST /'],
    ['an empty object', {}],
    ['a schedule', { source: 'aws.events', 'detail-type': 'Scheduled Event', detail: {} }],
    ['a queue message', { Records: [{ body: '{}' }] }],
    ['half of v2', { rawPath: '/a', requestContext: {} }],
    ['half of v1', { path: '/a' }],
  ])('refuses %s', (_name, event) => {
    expect(() => httpRequestOf(event)).toThrow(TypeError);
  });
});
