import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { type Endpoint, endpoints } from '../../lib/endpoints/table.ts';

it('docs/clients.md lists the operations that have a path of OpenAI’s', () => {
  const page = readFileSync(path.join(import.meta.dirname, '../../docs/clients.md'), 'utf8');
  const listed = [...page.matchAll(/^\| ([A-Z]+) +\| (\/v1\/\S+) +\| `([\w-]+)` +\|$/gm)].map(([, ...cells]) => cells);
  const rows: readonly Endpoint[] = endpoints;
  const served = rows.filter(({ paths }) => paths.openai !== undefined);
  expect(listed).toEqual(served.map(({ method, paths, name }) => [method, paths.openai, name]));
});
