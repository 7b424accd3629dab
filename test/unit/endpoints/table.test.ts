import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { dialectPaths, servedPaths } from '../../../lib/endpoints/paths.ts';
import { type Endpoint, endpoints, lambdaFunctions } from '../../../lib/endpoints/table.ts';
import { everyCall } from '../../built/every-call.ts';

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
  it('are one of each that asks OpenAI', () => {
    const asking = endpoints.filter(({ access, auth }) => access.openai && auth === 'caller').map(({ name }) => name);
    expect(everyCall.map(({ name }) => name).sort()).toEqual([...asking].sort());
  });
});

describe('the paths of a row', () => {
  const page = { folder: 'playground', files: '/playground/{file}' } as const;

  it('are one for each dialect, the service’s own first', () => {
    expect(dialectPaths({ paths: { service: '/api/a' } })).toEqual(['/api/a']);
    expect(dialectPaths({ paths: { openai: '/v1/a', service: '/api/a' } })).toEqual(['/api/a', '/v1/a']);
  });

  it('are those and that of the files of its page', () => {
    const paths = { service: '/', openai: '/v1/page' } as const;
    expect(servedPaths({ paths, page })).toEqual(['/', '/v1/page', '/playground/{file}']);
  });
});
