import { describe, expect, it } from 'vitest';
import { endpointNamed } from '../../../../lib/endpoints/endpoint-named.ts';
import { dialectPaths } from '../../../../lib/endpoints/paths.ts';
import type { EndpointName } from '../../../../lib/endpoints/table.ts';
import { type RoutedRequest, route } from '../../../../lib/http/middleware/route.ts';
import type { MiddlewareRequest } from '../../../../lib/http/middleware-request.ts';
import { gatewayEvent, urlEvent } from '../../../support/fake-awslambda.ts';

/** The request that a function makes of an event. */
function routed(name: EndpointName, event: object): RoutedRequest {
  const request = { event } as MiddlewareRequest;
  route(endpointNamed(name)).before(request);
  return request.event as RoutedRequest;
}

const post = { method: 'POST' };

describe("a request that is the function's", () => {
  it.each([
    ['its path', 'retrieve-response', '/api/responses/resp_1', { id: 'resp_1' }],
    ['a parameter that was encoded', 'retrieve-response', '/api/responses/resp%20%2F1', { id: 'resp /1' }],
    ['a slash at its end', 'health', '/api/health/', {}],
    ['the root of its URL', 'health', '/', {}],
    ['its page', 'show-playground', '/', {}],
    ["its page's files", 'show-playground', '/playground/app.js', { file: 'app.js' }],
  ] as const)('has %s', (_name, endpoint, path, parameters) => {
    expect(routed(endpoint, urlEvent(path))).toMatchObject({ path, parameters });
  });

  it('is the one that API Gateway has matched, behind a base path too', () => {
    const event = {
      ...gatewayEvent('/base/api/responses/resp_1'),
      resource: '/api/responses/{id}',
      pathParameters: { id: 'resp%201' },
    };
    expect(routed('retrieve-response', event).parameters).toEqual({ id: 'resp 1' });
  });

  it('keeps headers, query and body', () => {
    const event = urlEvent('/api/responses/text', { ...post, query: 'a=1', headers: { 'X-Y': 'z' }, body: '{}' });
    expect(routed('create-text', event)).toMatchObject({ query: { a: '1' }, headers: { 'x-y': 'z' }, body: '{}' });
  });
});

describe('a request that is not', () => {
  it.each([
    ['another path', 'create-text', '/api/responses/images', 'POST'],
    ['more of a path', 'create-text', '/api/responses/text/stream', 'POST'],
    ['the root, where the path has parameters', 'retrieve-response', '/', 'GET'],
    ['a parameter that is no encoding', 'retrieve-response', '/api/responses/%zz', 'GET'],
    ['no parameter', 'retrieve-response', '/api/responses/', 'GET'],
  ] as const)('is answered 404 with %s', (_name, endpoint, path, method) => {
    const row = endpointNamed(endpoint);
    expect(() => routed(endpoint, urlEvent(path, { method }))).toThrow(
      expect.objectContaining({
        code: 'route_not_found',
        hint: `This function serves ${row.method} ${dialectPaths(row).join(' and ')}.`,
      }),
    );
  });

  it.each(['GET', 'PUT', 'HEAD', 'OPTIONS'])('is answered 405 with %s, which says what is allowed', (method) => {
    expect(() => routed('create-text', urlEvent('/api/responses/text', { method }))).toThrow(
      expect.objectContaining({ code: 'method_not_allowed', headers: { allow: 'POST' } }),
    );
  });
});
