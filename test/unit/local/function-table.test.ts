import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { functionTable } from '../../../infra/local/dynamodb/function-table.ts';
import { openLocalTable, type ServedTable } from '../../../infra/local/dynamodb/running-table.ts';
import { readEnvironment } from '../../../lib/config/environment.ts';
import { startTestTable } from '../../support/test-table.ts';

let folder: string;
const open: Pick<ServedTable, 'close'>[] = [];

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'table-'));
});
afterEach(async () => {
  for (const table of open.splice(0).reverse()) await table.close();
  rmSync(folder, { recursive: true });
});

async function tableFor(variables: Record<string, string>) {
  const table = await functionTable(variables, folder);
  if (table) open.push(table);
  return table;
}

const endpointFile = () => path.join(folder, 'endpoint.json');

describe('the table of the local functions', () => {
  it.each([{}, { ACCESS_MODES: '' }, { ACCESS_TABLE: 'a-table', DYNAMODB_ENDPOINT: 'aws' }])(
    'is none where access is off: %j',
    async (variables) => {
      expect(await tableFor(variables)).toBeUndefined();
      expect(existsSync(path.join(folder, 'items'))).toBe(false);
    },
  );

  it('is played in this process, under its own name, and says how to make a key', async () => {
    const table = await tableFor({ ACCESS_MODES: 'bearer', ACCESS_TABLE: 'deployed' });
    const environment = readEnvironment({ OPENAI_API_KEY: 'sk-a', ACCESS_MODES: 'bearer', ...table?.variables });
    expect(environment.access).toEqual({
      modes: ['bearer'],
      table: 'local-access',
      unowned: 'deny',
      endpoint: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    });
    expect(table?.announcement).toMatch(/^Access is on \(bearer\), .*npm run keys -- create shop$/);
  });

  it('may be a deployed one, for which credentials go along', async () => {
    const keys = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', AWS_REGION: 'eu-west-1' };
    const named = { ACCESS_MODES: 'iam,jwt', ACCESS_TABLE: 'deployed', DYNAMODB_ENDPOINT: 'aws' };
    const issuer = { JWT_ISSUER: 'https://issuer.example.com', JWT_AUDIENCE: 'app' };
    const table = await tableFor({ ...named, ...issuer, ...keys, OTHER: 'c' });
    expect(table?.variables).toEqual({ ACCESS_TABLE: 'deployed', ...keys });
    expect(table?.announcement).toMatch(/^Access is on \(iam,jwt\), by the table deployed in AWS/);
  });

  it.each([
    ['bearr', 'ACCESS_MODES wants some of iam, api-key, bearer, jwt'],
    ['jwt', 'JWT_ISSUER and JWT_AUDIENCE are needed'],
  ])('is not opened for modes that no function would take: %s', async (ACCESS_MODES, message) => {
    await expect(tableFor({ ACCESS_MODES })).rejects.toThrow(message);
  });

  it('may be one at a URL', async () => {
    const named = { ACCESS_TABLE: 'other', DYNAMODB_ENDPOINT: 'http://127.0.0.1:8000' };
    expect((await tableFor({ ACCESS_MODES: 'bearer', ...named }))?.variables).toEqual(named);
  });

  it.each([
    ['a name', { DYNAMODB_ENDPOINT: 'aws', AWS_ACCESS_KEY_ID: 'a' }, /set ACCESS_TABLE/],
    ['credentials', { DYNAMODB_ENDPOINT: 'aws', ACCESS_TABLE: 'deployed' }, /AWS_ACCESS_KEY_ID/],
  ])('that is elsewhere wants %s', async (_what, variables, message) => {
    await expect(tableFor({ ACCESS_MODES: 'bearer', ...variables })).rejects.toThrow(message);
  });
});

describe('a table that another process serves', () => {
  it('is found by its file, as long as it is there', async () => {
    const first = await openLocalTable(folder);
    const second = await openLocalTable(folder);
    expect(second.url).toBe(first.url);
    // The one that found it leaves it alone.
    await second.close();
    expect((await openLocalTable(folder)).url).toBe(first.url);
    await first.close();
    expect(existsSync(endpointFile())).toBe(false);
  });

  it.each<[string, () => Promise<string> | string]>([
    ['of a process that was killed', () => '{"url":"http://127.0.0.1:9","table":"local-access"}'],
    ['that is broken', () => '{"url":'],
    [
      "whose port is another's by now",
      async () => {
        const other = await startTestTable();
        open.push(other);
        return JSON.stringify({ url: other.url, table: other.name });
      },
    ],
  ])('is not taken from a file %s', async (_what, content) => {
    mkdirSync(folder, { recursive: true });
    const text = await content();
    writeFileSync(endpointFile(), text);
    const table = await openLocalTable(folder);
    open.push(table);
    expect(text).not.toContain(table.url);
  });
});
