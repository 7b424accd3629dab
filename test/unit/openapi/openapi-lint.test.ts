import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { openapiDocument } from '../../../lib/apis/docs/openapi-document.ts';

// Processes of their own, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 });

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'openapi-'));
});
afterAll(() => rm(folder, { recursive: true }));

interface Run {
  readonly exitCode: number;
  readonly output: string;
}

function run(...parameters: readonly string[]): Promise<Run> {
  return new Promise((resolve) => {
    execFile(process.execPath, parameters, (error, stdout, stderr) =>
      resolve({ exitCode: error ? Number(error.code) : 0, output: stdout + stderr }),
    );
  });
}

const lint = (file: string) => run('node_modules/@redocly/cli/bin/cli.js', 'lint', file, '--format=json');

/** What Redocly says of a document. */
async function problemsOf(name: string, document: unknown): Promise<readonly { readonly ruleId: string }[]> {
  const file = path.join(folder, `${name}.json`);
  await writeFile(file, JSON.stringify(document));
  const { output } = await lint(file);
  return JSON.parse(output.slice(output.indexOf('{'), output.lastIndexOf('}') + 1)).problems;
}

it.each(['none', 'api-key', 'iam'] as const)('Redocly has nothing against the document with %s', async (apiAuth) => {
  expect(await problemsOf(apiAuth, openapiDocument({ apiAuth }))).toEqual([]);
});

it('Redocly has nothing against the document of a deployment that knows its callers', async () => {
  const jwt = { issuer: 'https://issuer.example.com', audiences: ['app'], scopes: ['ask'] };
  const modes = ['iam', 'api-key', 'bearer', 'jwt'] as const;
  const access = { modes, table: 'access', unowned: 'deny', jwt } as const;
  const described = openapiDocument({ apiAuth: 'none', access, docs: 'callers' });
  expect(await problemsOf('access', described)).toEqual([]);
});

it.each([
  ['an example that does not fit', 'no-invalid-media-type-examples', '"error_code":"invalid_json"', '"error_code":4'],
  ['a reference to nothing', 'no-unresolved-refs', '#/components/schemas/Usage"', '#/components/schemas/None"'],
  ['an operation twice', 'operation-operationId-unique', '"operationId":"health"', '"operationId":"create-text"'],
])('Redocly sees %s', async (name, rule, good, bad) => {
  const json = JSON.stringify(openapiDocument({ apiAuth: 'none' }));
  expect(json).toContain(good);
  const problems = await problemsOf(rule, JSON.parse(json.replaceAll(good, bad)));
  expect(
    problems.map(({ ruleId }) => ruleId),
    name,
  ).toContain(rule);
});

it('npm run openapi writes the document to the file that it is given', async () => {
  const file = path.join(folder, 'written.json');
  expect(await run('lib/apis/docs/write-openapi.ts', file)).toEqual({ exitCode: 0, output: '' });
  const written = await readFile(file, 'utf8');
  expect(JSON.parse(written)).toEqual(JSON.parse(JSON.stringify(openapiDocument({ apiAuth: 'none' }))));
  expect(written.split('\n').length).toBeGreaterThan(1000);
});
