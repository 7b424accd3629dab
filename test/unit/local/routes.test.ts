import { describe, expect, it } from 'vitest';
import { routeTo } from '../../../infra/local/routes.ts';
import { endpointNamed } from '../../../lib/endpoints/endpoint-named.ts';
import type { PathTemplate } from '../../../lib/endpoints/row.ts';
import { type Endpoint, endpoints } from '../../../lib/endpoints/table.ts';

/** What a route comes to: a function and its parameters, the methods that a path takes, or nothing. */
function routed(method: string, path: string, table: readonly Endpoint[] = endpoints): unknown {
  const route = routeTo(table, method, path);
  if (route.found === 'endpoint') return [route.endpoint.name, route.parameters];
  return route.found === 'path' ? route.methods : undefined;
}

describe('routes of the endpoint table', () => {
  it.each([
    ['GET', '/api/responses/resp_1', ['retrieve-response', { id: 'resp_1' }]],
    ['DELETE', '/api/responses/resp_1', ['delete-response', { id: 'resp_1' }]],
    ['POST', '/api/responses/resp_1/cancel', ['cancel-response', { id: 'resp_1' }]],
    ['GET', '/api/responses/resp_1/stream', ['resume-stream', { id: 'resp_1' }]],
    ['GET', '/api/responses/resp%201/images', ['get-image-url', { id: 'resp 1' }]],
    ['POST', '/api/responses/text', ['create-text', {}]],
    ['POST', '/api/responses/text/stream', ['stream-text', {}]],
    ['POST', '/api/webhooks/openai', ['receive-webhook', {}]],
    ['POST', '/api/responses/text/', ['create-text', {}]],
    ['GET', '/api/responses/resp_1/', ['retrieve-response', { id: 'resp_1' }]],
    ['POST', '/api/responses/resp_1/cancel/', ['cancel-response', { id: 'resp_1' }]],
    ['POST', '/v1/responses', ['create-response', {}]],
    ['GET', '/v1/responses/resp_1', ['retrieve-response', { id: 'resp_1' }]],
    ['DELETE', '/v1/responses/resp_1/', ['delete-response', { id: 'resp_1' }]],
    ['POST', '/v1/responses/input_tokens', ['count-input-tokens', {}]],
    ['POST', '/v1/responses/input-tokens', ['count-input-tokens', {}]],
    ['POST', '/api/responses/input_tokens', ['count-input-tokens', {}]],
    ['GET', '/v1/responses/resp_1/input_items', ['list-input-items', { id: 'resp_1' }]],
    ['GET', '/v1/responses/resp_1/input-items', ['list-input-items', { id: 'resp_1' }]],
    ['GET', '/api/responses/resp_1/input_items', ['list-input-items', { id: 'resp_1' }]],
    ['GET', '/v1/models', ['list-models', {}]],
    ['GET', '/v1/models/ft:gpt-6-luna:team::1', ['retrieve-model', { model: 'ft:gpt-6-luna:team::1' }]],
  ])('lead %s %s to its function', (method, path, expected) => {
    expect(routed(method, path)).toEqual(expected);
  });

  it.each([
    ['GET', '/api/responses/text', ['POST']],
    ['GET', '/api/responses/images', ['POST']],
    ['DELETE', '/api/responses/input-tokens', ['POST']],
    ['GET', '/api/responses/text/stream', ['POST']],
    ['GET', '/api/responses/images/stream', ['POST']],
    ['GET', '/v1/responses/input_tokens', ['POST']],
    ['DELETE', '/v1/responses/compact', ['POST']],
    ['GET', '/v1/responses', ['POST']],
    ['DELETE', '/v1/models/gpt-6-luna', ['GET']],
  ])('have no %s for %s, though a template with {id} does', (method, path, methods) => {
    expect(routed(method, path)).toEqual(methods);
  });

  it('name all methods of one template, and of no other that fits', () => {
    expect(routed('PUT', '/api/responses/resp_1')).toEqual(['GET', 'DELETE']);
  });

  it.each([
    '/api',
    '/api/responses',
    '/api/responses/',
    '/api/responses/resp_1/nothing',
    '/api/responses/resp_1//',
    '/playground',
    '/v1',
    '/v1/files',
    '/v2/responses',
  ])('have no %s', (path) => {
    expect(routed('GET', path)).toBeUndefined();
  });
});

describe('a page', () => {
  it.each([
    ['/', 'show-playground', {}],
    ['/playground/app.js', 'show-playground', { file: 'app.js' }],
    ['/api-docs', 'show-api-docs', {}],
    ['/api-docs/style.css', 'show-api-docs', { file: 'style.css' }],
  ])('at %s is of %s, with %j', (path, name, parameters) => {
    const route = routeTo(endpoints, 'GET', path);
    expect(route).toMatchObject({ found: 'endpoint', endpoint: { name }, parameters });
  });
});

describe('the paths of one endpoint in two dialects', () => {
  const paths = { service: '/api/stores/{id}/search', openai: '/v1/stores/{id}/search' } as const;
  const search: Endpoint = { ...endpointNamed('health'), name: 'search', method: 'PATCH', paths };

  it.each([
    ['/api/stores/vs_1/search', paths.service],
    ['/v1/stores/vs_1/search', paths.openai],
  ])('lead to it: %s is of %s', (path, template) => {
    const route = routeTo([search], 'PATCH', path);
    expect(route).toMatchObject({ found: 'endpoint', endpoint: search, template, parameters: { id: 'vs_1' } });
    expect(routed('GET', path, [search])).toEqual(['PATCH']);
  });
});

describe('the most literal template', () => {
  const row = (name: string, service: PathTemplate): Endpoint => ({
    ...endpointNamed('health'),
    name,
    paths: { service },
  });

  it.each([
    ['/a/b/c', 'literal'],
    ['/a/b/d', 'last-free'],
    ['/a/x/c', 'middle-free'],
    ['/a/x/d', 'both-free'],
  ])('of %s is %s, in whatever order the table has them', (path, expected) => {
    const rows = [
      row('both-free', '/a/{one}/{two}'),
      row('middle-free', '/a/{one}/c'),
      row('last-free', '/a/b/{two}'),
      row('literal', '/a/b/c'),
    ];
    for (const table of [rows, rows.toReversed()])
      expect(routed('GET', path, table)).toEqual([expected, expect.anything()]);
  });

  it('is told from left to right', () => {
    const table = [row('right', '/{one}/b'), row('left', '/a/{two}')];
    expect(routed('GET', '/a/b', table)).toEqual(['left', { two: 'b' }]);
  });
});
