import { describe, expect, it } from 'vitest';
import { basePathOf, matchPath, matchResource } from '../../../lib/endpoints/path-template.ts';
import { servedPaths } from '../../../lib/endpoints/paths.ts';
import { type Endpoint, endpoints } from '../../../lib/endpoints/table.ts';

/** Every row by each of its paths. */
const routes = (endpoints as readonly Endpoint[]).flatMap((row) =>
  servedPaths(row).map((path) => ({ row: row.name, method: row.method, path })),
);

describe('matchPath', () => {
  it.each([
    ['/api/health', '/api/health', {}],
    ['/api/health', '/api/health/', {}],
    ['/api/responses/{id}', '/api/responses/resp_1', { id: 'resp_1' }],
    ['/api/responses/{id}', '/api/responses/resp_1/', { id: 'resp_1' }],
    ['/api/responses/{id}/cancel', '/api/responses/resp_1/cancel', { id: 'resp_1' }],
    ['/api/stores/{store}/files/{file}', '/api/stores/vs_1/files/file-2', { store: 'vs_1', file: 'file-2' }],
    ['/api/files/{name}', '/api/files/a%20b%2Fc', { name: 'a b/c' }],
    ['/api/files/{name}', '/api/files/%C3%A9', { name: 'é' }],
    ['/api/files/{name}', '/api/files/{name}', { name: '{name}' }],
    ['/', '/', {}],
  ])('%s takes %s', (template, path, parameters) => {
    expect(matchPath(template, path)).toEqual(parameters);
  });

  it.each([
    ['/api/health', '/api/healthy'],
    ['/api/health', '/api/Health'],
    ['/api/health', '/api'],
    ['/api/health', '/api/health/more'],
    ['/api/health', '/'],
    ['/api/health', ''],
    ['/api/health', '//api/health'],
    ['/api/responses/{id}', '/api/responses'],
    ['/api/responses/{id}', '/api/responses/'],
    ['/api/responses/{id}', '/api/responses//'],
    ['/api/responses/{id}', '/api/responses/a/b'],
    ['/api/responses/{id}', '/api/images/a'],
    ['/api/responses/{id}/cancel', '/api/responses/resp_1/delete'],
    ['/api/responses/{id}/cancel', '/api/responses//cancel'],
    ['/api/files/{name}', '/api/files/%E9'],
    ['/api/files/{name}', '/api/files/%'],
  ])('%s is not %s', (template, path) => {
    expect(matchPath(template, path)).toBeUndefined();
  });

  it.each(routes)(
    'takes $method $path for no other endpoint that spells out as much of it',
    ({ row, method, path }) => {
      const spelt = (path: string) => path.split('/').filter((segment) => !segment.startsWith('{')).length;
      const rivals = routes.filter(
        (route) => matchPath(route.path, path) && route.method === method && spelt(route.path) >= spelt(path),
      );
      expect(rivals).toEqual([{ row, method, path }]);
    },
  );
});

describe('matchResource', () => {
  const store = '/api/stores/{store}/files/{file}';

  it.each([
    ['/api/responses/{id}', '/api/responses/{id}', { id: 'resp_1' }, { id: 'resp_1' }],
    ['/api/responses/{id}', undefined, { id: 'resp_1' }, { id: 'resp_1' }],
    [store, store, { store: 'vs_1', file: 'a%20b', more: 'x' }, { store: 'vs_1', file: 'a b' }],
    ['/api/files/{name}', '/api/files/{name}', { name: '%E9' }, { name: '%E9' }],
    ['/api/health', '/api/health', {}, {}],
  ])('%s takes %s with %j', (template, matched, parameters, expected) => {
    expect(matchResource(template, { template: matched, parameters })).toEqual(expected);
  });

  it.each([
    ['/api/responses/{id}', '/{proxy+}', { id: 'resp_1' }],
    ['/api/responses/{id}', '/api/responses/{id}/stream', { id: 'resp_1' }],
    ['/api/responses/{id}', '/api/responses/{id}', {}],
    ['/api/responses/{id}', '/api/responses/{id}', { id: '' }],
    [store, store, { store: 'vs_1' }],
    ['/api/health', undefined, {}],
  ])('%s is not %s with %j', (template, matched, parameters) => {
    expect(matchResource(template, { template: matched, parameters })).toBeUndefined();
  });

  it('takes nothing where nothing was matched', () => {
    expect(matchResource('/api/health', undefined)).toBeUndefined();
  });
});

describe('basePathOf', () => {
  it.each([
    ['/api/health', '/prod/api/health', '/prod'],
    ['/api/health', '/ai/v2/api/health/', '/ai/v2'],
    ['/api/responses/{id}', '/prod/api/responses/resp_1', '/prod'],
    ['/api/health', '/api/health', ''],
    ['/api/health', '/prod/api/other', ''],
    ['/api/health', '/health', ''],
    ['/api/health', '', ''],
  ])('%s of %s is %j', (template, path, base) => {
    expect(basePathOf(template, path)).toBe(base);
  });
});
