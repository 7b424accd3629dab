import { describe, expect, it } from 'vitest';
import { apiGatewayEvent, type EventSource, functionUrlEvent } from '../../../infra/local/events.ts';

const source: EventSource = {
  method: 'POST',
  url: '/api/items/a%20b?x=1&x=2&y=%C3%A9',
  rawHeaders: [
    'Host',
    'example.test',
    'Content-Type',
    'application/json',
    'X-Two',
    'a',
    'X-Two',
    'b',
    'Cookie',
    'c=1; d=2',
  ],
  body: Buffer.from('{"é":1}'),
  sourceIp: '127.0.0.1',
  requestId: 'r-1',
  time: Date.UTC(2026, 10, 22, 12),
  parameters: { id: 'a b' },
  resource: '/api/items/{id}',
};

describe('event of a function URL (v2)', () => {
  it('has the request as Lambda shows it', () => {
    expect(functionUrlEvent(source)).toMatchObject({
      version: '2.0',
      rawPath: '/api/items/a%20b',
      rawQueryString: 'x=1&x=2&y=%C3%A9',
      queryStringParameters: { x: '1,2', y: 'é' },
      headers: { host: 'example.test', 'content-type': 'application/json', 'x-two': 'a,b' },
      cookies: ['c=1', 'd=2'],
      requestContext: {
        http: { method: 'POST', path: '/api/items/a%20b', sourceIp: '127.0.0.1' },
        requestId: 'r-1',
        time: '22/Nov/2026:12:00:00 +0000',
        timeEpoch: source.time,
      },
      body: '{"é":1}',
      isBase64Encoded: false,
    });
  });

  it('leaves out what the request does not have', () => {
    const event = functionUrlEvent({ ...source, url: '/', rawHeaders: [], body: Buffer.alloc(0) });
    expect(Object.keys(event)).not.toEqual(expect.arrayContaining(['body']));
    expect(event).not.toHaveProperty('cookies');
    expect(event).not.toHaveProperty('queryStringParameters');
    expect(event).not.toHaveProperty('pathParameters');
  });
});

describe('event of an API Gateway REST route (v1)', () => {
  it('has the request as Lambda shows it', () => {
    expect(apiGatewayEvent(source)).toMatchObject({
      resource: '/api/items/{id}',
      path: '/api/items/a%20b',
      httpMethod: 'POST',
      pathParameters: { id: 'a b' },
      queryStringParameters: { x: '2', y: 'é' },
      multiValueQueryStringParameters: { x: ['1', '2'], y: ['é'] },
      headers: { Host: 'example.test', 'X-Two': 'b' },
      multiValueHeaders: { 'X-Two': ['a', 'b'] },
      requestContext: { requestId: 'r-1', resourcePath: '/api/items/{id}', requestTimeEpoch: source.time },
      body: '{"é":1}',
      isBase64Encoded: false,
    });
  });

  it('has null where the request has nothing', () => {
    expect(
      apiGatewayEvent({ ...source, url: '/', rawHeaders: [], body: Buffer.alloc(0), parameters: {} }),
    ).toMatchObject({
      queryStringParameters: null,
      multiValueQueryStringParameters: null,
      pathParameters: null,
      body: null,
      isBase64Encoded: false,
    });
  });
});

describe.each([
  ['v1', apiGatewayEvent],
  ['v2', functionUrlEvent],
])('body in a %s event', (_version, build) => {
  it.each([
    ['application/json', false],
    ['application/json; charset=utf-8', false],
    ['application/problem+json', false],
    ['text/plain', false],
    ['image/png', true],
    ['multipart/form-data; boundary=x', true],
    ['application/octet-stream', true],
  ])('%s: base64 %s', (type, expected) => {
    const bytes = expected ? Buffer.from([0xff, 0x00, 0xfe]) : Buffer.from('é');
    const event = build({ ...source, rawHeaders: ['content-type', type], body: bytes });
    expect(event.isBase64Encoded).toBe(expected);
    expect(Buffer.from(event.body ?? '', expected ? 'base64' : 'utf8')).toEqual(bytes);
  });
});
