import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLocalTable } from '../../../infra/local/dynamodb/local-table.ts';
import { openLocalTable } from '../../../infra/local/dynamodb/running-table.ts';
import { hashOfKey, isKey } from '../../../lib/access/keys/key-format.ts';
import { readKeyItem } from '../../../lib/access/keys/key-item.ts';
import { startTestTable, type TestTable } from '../../support/test-table.ts';

const main = path.resolve('infra/keys/main.ts');
const folder = mkdtempSync(path.join(tmpdir(), 'keys-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** `npm run keys -- <words>`, as a process of its own that knows nothing of this machine's AWS. */
function keys(words: readonly string[], variables: Record<string, string> = {}): Promise<Outcome> {
  const { PATH = '' } = process.env;
  const env = { PATH, ACCESS_TABLE: '', AWS_EC2_METADATA_DISABLED: 'true', HOME: folder, ...variables };
  const { promise, resolve } = Promise.withResolvers<Outcome>();
  execFile(process.execPath, [main, ...words], { cwd: folder, env }, (error, stdout, stderr) => {
    resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
  });
  return promise;
}

/** What a command says to scripts. */
async function json(words: readonly string[], variables?: Record<string, string>) {
  const { code, stdout, stderr } = await keys([...words, '--json'], variables);
  expect(stderr).toMatch(/^In the .*:\n$/);
  expect(code).toBe(0);
  return JSON.parse(stdout);
}

describe('npm run keys, while nothing runs', () => {
  it('makes a key, lists it without showing it again, limits, rotates and revokes it', async () => {
    const traits = ['--label', 'web shop', '--team', 'web', '--admin', '--expires', '90d'];
    const made = await keys(['create', 'shop', ...traits, 'usd_per_day=5', 'models=gpt-6*,gpt-5*']);
    expect(made).toMatchObject({ code: 0, stderr: expect.stringMatching(/^In the local table/) });
    const key = /orl_[\w-]{43}/.exec(made.stdout)?.[0] ?? '';
    expect(isKey(key)).toBe(true);
    const listed = await keys(['list']);
    expect(listed.stdout).toMatch(
      /^shop {2}team=web admin models=gpt-6\*,gpt-5\* usd_per_day=5\n {2}[0-9a-f]{12} {2}web shop {2}made [\d-]+ [\d:]+Z {2}expires [\d-]+ [\d:]+Z\n$/,
    );
    expect(listed.stdout).not.toContain(key);

    const limited = await json(['limit', 'shop', 'usd_per_day=', 'background=no', '--no-admin']);
    expect(limited).toMatchObject({ admin: false, limits: { models: ['gpt-6*', 'gpt-5*'], background: false } });
    expect(limited.limits).not.toHaveProperty('usd_per_day');

    const rotated = await json(['rotate', 'shop', '--old-ends', '24h']);
    expect(rotated).toMatchObject({ principal: 'bearer:shop', label: 'web shop', expires_at: expect.any(Number) });
    expect(isKey(rotated.key)).toBe(true);
    const [principal] = await json(['list', 'shop']);
    expect(principal.keys.map((listedKey: { key_id: string }) => listedKey.key_id)).toEqual([
      rotated.old_key_id,
      rotated.key_id,
    ]);

    expect((await json(['revoke', 'shop', rotated.old_key_id])).revoked).toEqual([rotated.old_key_id]);
    expect((await json(['revoke', 'shop', '--all'])).revoked).toEqual([rotated.key_id]);
    expect((await keys(['list', 'shop'])).stdout).toContain('(no key)');
  });

  it('waits no longer than it has to for another process, and says which', async () => {
    const items = path.join(folder, '.local', 'dynamodb', 'items');
    const other = await startLocalTable({ directory: items });
    try {
      const { code, stderr } = await keys(['list']);
      expect(code).toBe(1);
      expect(stderr).toMatch(/is open in another process.*`npm start`.*try again/);
    } finally {
      await other.close();
    }
  });
});

describe('npm run keys, while the local stack runs', () => {
  it('speaks to its table', async () => {
    const running = await openLocalTable(path.join(folder, '.local', 'dynamodb'));
    try {
      const both = await Promise.all([json(['create', 'ada']), json(['create', 'bob'])]);
      const principals: { principal: string }[] = await json(['list']);
      const listed = principals.map(({ principal }) => principal);
      expect(listed).toEqual(expect.arrayContaining(both.map(({ principal }) => principal)));
    } finally {
      await running.close();
    }
  });
});

describe('npm run keys, with a deployed table', () => {
  const credentials = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', AWS_REGION: 'eu-west-1' };
  let deployed: TestTable;
  let variables: Record<string, string>;
  beforeAll(async () => {
    deployed = await startTestTable('deployed');
    variables = { ...credentials, ACCESS_TABLE: 'deployed', DYNAMODB_ENDPOINT: deployed.url };
  });
  afterAll(() => deployed.close());

  it("reaches it over AWS's own client", async () => {
    const made = await json(['create', 'shop', '--label', 'web'], variables);
    const item = await deployed.item(`KEY#${hashOfKey(made.key)}`, 'KEY');
    expect(item && readKeyItem(item)).toMatchObject({ principal: 'bearer:shop', label: 'web' });
    const again = await keys(['create', 'shop'], variables);
    expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining('has a key already') });
    const limits = await Promise.all(
      ['usd_per_day=1', 'max_images=2'].map((limit) => json(['limit', 'shop', limit], variables)),
    );
    expect(limits).toHaveLength(2);
    expect(await json(['list', 'shop'], variables)).toMatchObject([{ limits: { usd_per_day: 1, max_images: 2 } }]);
  });

  it.each<[string, string[], Record<string, string>, RegExp]>([
    [
      'there is no such table',
      ['list', '--table', 'nothing'],
      {},
      /The table nothing at .*There is no such table.*--region/,
    ],
    ['nobody answers', ['list'], { DYNAMODB_ENDPOINT: 'http://127.0.0.1:9' }, /cannot be reached/],
    [
      'there are no credentials',
      ['list'],
      { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' },
      /no AWS credentials.*log in/,
    ],
    ['there is no region', ['list'], { AWS_REGION: '' }, /give --region, or set AWS_REGION/],
  ])('says what to do where %s', async (_what, words, changes, message) => {
    const { code, stdout, stderr } = await keys(words, { ...variables, ...changes });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/\n\s+at /);
  });
});

describe('a command line', () => {
  it.each<[string, string[]]>([
    ['names no command', []],
    ['asks for help', ['create', '--help']],
  ])('that %s is told all of them', async (_what, words) => {
    const usage = expect.stringMatching(/^Usage: npm run keys -- <command>/);
    expect(await keys(words)).toMatchObject({ code: 0, stdout: usage });
  });

  it.each<[string, string[], RegExp]>([
    ['an unknown command', ['delete', 'shop'], /There is no command delete\.\n\nUsage/],
    ['an unknown option', ['list', '--tabel', 'a'], /Unknown option '--tabel'.*\n\nUsage: npm run keys -- list/],
    ['a region without a table', ['list', '--region', 'eu-west-1'], /--table, or ACCESS_TABLE/],
    ['two tables', ['list', '--local', '--table', 'a'], /leave --table and --region out/],
    ['a word that makes no sense', ['limit', 'shop', 'usd=5'], /There is no limit usd/],
  ])('with %s is told what to do, and no more', async (_what, words, message) => {
    const { code, stdout, stderr } = await keys(words);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/\n\s+at /);
  });
});
