import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { dialectOfPath, dialectPaths, servedPaths } from '../../../lib/endpoints/paths.ts';
import { type Endpoint, endpoints, lambdaFunctions } from '../../../lib/endpoints/table.ts';
import { everyCall, openaiCalls } from '../../built/every-call.ts';

const rows: readonly Endpoint[] = endpoints;

describe('the endpoint table', () => {
  it.each(lambdaFunctions)('has the file of $name in the folder of its API', ({ api, name }) => {
    expect(existsSync(`functions/${api}/${name}.ts`)).toBe(true);
  });

  it('has no name twice, and no path twice with the same method', () => {
    const names = lambdaFunctions.map(({ name }) => name);
    const routes = rows.flatMap((row) => servedPaths(row).map((path) => `${row.method} ${path}`));
    expect(new Set(names).size).toBe(names.length);
    expect(new Set(routes).size).toBe(routes.length);
  });

  it('counts what every POST to OpenAI costs, but of those that are free', () => {
    const uncounted = rows.filter(
      ({ method, access, auth, costs }) => method === 'POST' && access.openai && auth === 'caller' && !costs,
    );
    // Whatever joins these is seen by no limit and no budget.
    expect(uncounted.map(({ name }) => name).sort()).toEqual([
      'cancel-response',
      'count-input-tokens',
      'create-moderation',
    ]);
  });

  it.each(rows)('has errors of $name that go with the rest of its row', ({ access, auth, errors, takes, responds }) => {
    expect({
      openai: errors.includes('openai'),
      body: errors.includes('body'),
      signature: errors.includes('signature'),
      stream: errors.includes('stream'),
      store: errors.includes('background-store'),
    }).toEqual({
      openai: access.openai,
      body: takes !== 'nothing',
      signature: auth === 'openai-signature',
      stream: responds === 'sse' || responds === 'by-body',
      store: access.background !== undefined,
    });
  });
});

describe('the calls that tests make of every endpoint', () => {
  it.each([
    ['service', everyCall],
    ['openai', openaiCalls],
  ] as const)('are of each that asks OpenAI in the dialect %s', (dialect, calls) => {
    const asking = rows.filter(
      ({ access, auth, paths }) => access.openai && auth === 'caller' && paths[dialect] !== undefined,
    );
    const names = new Set(calls.map(({ name }) => name));
    expect([...names].sort()).toEqual(asking.map(({ name }) => name).sort());
  });
});

describe('the paths of a row', () => {
  const page = { folder: 'playground', files: '/playground/{file}' } as const;

  it('are one for each dialect, the service’s own first', () => {
    expect(dialectPaths({ paths: { service: '/api/a' } })).toEqual(['/api/a']);
    expect(dialectPaths({ paths: { openai: '/v1/a', service: '/api/a' } })).toEqual(['/api/a', '/v1/a']);
  });

  it('have other spellings after them', () => {
    const aliases = ['/api/b', '/v1/b'] as const;
    expect(dialectPaths({ paths: { openai: '/v1/a', aliases } })).toEqual(['/v1/a', '/api/b', '/v1/b']);
  });

  it.each([
    ['/v1/responses', 'openai'],
    ['/v1', 'openai'],
    ['/v10/responses', 'service'],
    ['/api/v1/responses', 'service'],
    ['/', 'service'],
  ])('say by their beginning which dialect they are of: %s', (path, dialect) => {
    expect(dialectOfPath(path)).toBe(dialect);
  });

  it('are those and that of the files of its page', () => {
    const paths = { service: '/', openai: '/v1/page' } as const;
    expect(servedPaths({ paths, page })).toEqual(['/', '/v1/page', '/playground/{file}']);
  });
});
