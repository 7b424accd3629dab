import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { startTestTable } from '../../support/test-table.ts';

const project = path.join(import.meta.dirname, '../../..');
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'prices-'));
});

afterAll(() => rm(folder, { recursive: true }));

/** `npm run prices -- …args`. */
function run(
  variables: Readonly<Record<string, string>>,
  ...args: readonly string[]
): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      ['infra/prices/main.ts', ...args],
      { cwd: project, env: { ...process.env, ...variables } },
      (_error, stdout, stderr) => resolve({ code: child.exitCode ?? -1, output: stdout + stderr }),
    );
  });
}

async function file(content: unknown): Promise<string> {
  const name = path.join(folder, 'prices.json');
  await writeFile(name, JSON.stringify(content));
  return name;
}

const row = { model: 'gpt-9', effectiveFrom: '2026-11-28', standard: { input: 1, output: 2 }, source: 'a page' };

describe('npm run prices', () => {
  it('compares the built-in prices', async () => {
    const { code, output } = await run({});
    expect(code).toBe(0);
    expect(output).toMatch(/differences on \d{4}-\d\d-\d\d, 0 without a reason, 0 reasons without a difference\n$/);
  });

  it('takes a sound file', async () => {
    const { code, output } = await run({}, 'check', await file([row]));
    expect([code, output]).toEqual([
      0,
      expect.stringMatching(/is sound: 1 rows, logged as \d{4}-\d\d-\d\d\+[0-9a-f]{8}\n$/),
    ]);
  });

  it('says what is wrong with a bad one', async () => {
    const { code, output } = await run({}, 'check', await file([{ ...row, source: '' }]));
    expect([code, output]).toEqual([1, expect.stringMatching(/would be ignored as a whole:\n {2}0\.source: /)]);
  });

  it('writes a sound file into the table, and no other', async () => {
    const table = await startTestTable();
    onTestFinished(() => table.close());
    const variables = { ACCESS_TABLE: table.name, DYNAMODB_ENDPOINT: table.url, AWS_REGION: 'eu-west-1' };
    const keys = { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' };
    const set = async (content: unknown) => run({ ...variables, ...keys }, 'set', await file(content));
    expect((await set([{ ...row, source: '' }])).code).toBe(1);
    expect(await table.item('PRICES', 'CURRENT')).toBeUndefined();
    expect((await set([row])).code).toBe(0);
    expect(await table.item('PRICES', 'CURRENT')).toMatchObject({ rows: { S: JSON.stringify([row]) } });
  });

  it('says which file it cannot read', async () => {
    const { code, output } = await run({}, 'check', 'there-is-none.json');
    expect([code, output]).toEqual([1, expect.stringContaining('there-is-none.json')]);
  });

  it.each([[['check']], [['set']], [['check', 'a.json', 'b.json']]])('says how it is called, for %j', async (args) => {
    const { code, output } = await run({}, ...args);
    expect([code, output]).toEqual([2, expect.stringContaining('Usage: npm run prices')]);
  });
});
