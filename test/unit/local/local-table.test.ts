import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type LocalTable, startLocalTable, TableLocked } from '../../../infra/local/dynamodb/local-table.ts';
import { httpTable } from '../../../lib/storage/table/http-table.ts';
import { ConditionFailed, itemKey, type Table } from '../../../lib/storage/table/table.ts';
import { startTestTable, type TestTable } from '../../support/test-table.ts';

let tables: TestTable;
beforeAll(async () => {
  tables = await startTestTable();
});
afterAll(() => tables.close());

const counter = (pk: string, n: number) => ({ ...itemKey(pk, '1'), n: { N: String(n) } });
const nOf = async (pk: string) => (await tables.item(pk, '1'))?.n?.N;

/** Adds to a counter, if it is at `from`. */
function addition(pk: string, from: number) {
  return {
    TableName: tables.name,
    Key: itemKey(pk, '1'),
    UpdateExpression: 'SET n = n + :one',
    ConditionExpression: 'n = :from',
    ExpressionAttributeValues: { ':one': { N: '1' }, ':from': { N: String(from) } },
  };
}

async function put(pk: string, n: number): Promise<void> {
  await tables.table.send('PutItem', { TableName: tables.name, Item: counter(pk, n) });
}

/** A rejection's own. */
async function failure(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe('a transaction on the local table', () => {
  it('does all of it', async () => {
    const TableName = tables.name;
    await put('t-update', 1);
    await put('t-delete', 1);
    await put('t-check', 1);
    await tables.table.send('TransactWriteItems', {
      TransactItems: [
        { Put: { TableName, Item: counter('t-put', 7) } },
        { Update: addition('t-update', 1) },
        { Delete: { TableName, Key: itemKey('t-delete', '1') } },
        { ConditionCheck: { TableName, Key: itemKey('t-check', '1'), ConditionExpression: 'attribute_exists(pk)' } },
      ],
    });
    expect(await Promise.all(['t-put', 't-update', 't-delete', 't-check'].map(nOf))).toEqual([
      '7',
      '2',
      undefined,
      '1',
    ]);
  });

  it.each([
    [
      'a put',
      () => ({
        Put: { TableName: tables.name, Item: counter('n-there', 9), ConditionExpression: 'attribute_not_exists(pk)' },
      }),
    ],
    ['an update', () => ({ Update: addition('n-there', 5) })],
    [
      'a deletion',
      () => ({
        Delete: {
          TableName: tables.name,
          Key: itemKey('n-there', '1'),
          ConditionExpression: 'attribute_not_exists(n)',
        },
      }),
    ],
    [
      'a check',
      () => ({
        ConditionCheck: {
          TableName: tables.name,
          Key: itemKey('n-there', '1'),
          ConditionExpression: 'attribute_not_exists(pk)',
        },
      }),
    ],
  ])('does nothing of it where the condition of %s does not hold', async (_what, failing) => {
    await put('n-there', 1);
    const TransactItems = [{ Put: { TableName: tables.name, Item: counter('n-other', 1) } }, failing()];
    const error = await failure(tables.table.send('TransactWriteItems', { TransactItems }));
    expect(error).toBeInstanceOf(ConditionFailed);
    expect([await nOf('n-there'), await nOf('n-other')]).toEqual(['1', undefined]);
  });

  it('is done once, of many that want the same', async () => {
    await put('c-a', 0);
    await put('c-b', 0);
    const both = { TransactItems: [{ Update: addition('c-a', 0) }, { Update: addition('c-b', 0) }] };
    const attempts = Array.from({ length: 20 }, () => tables.table.send('TransactWriteItems', both));
    const single = Array.from({ length: 20 }, () => tables.table.send('UpdateItem', addition('c-a', 0)));
    const done = (await Promise.allSettled([...attempts, ...single])).filter(({ status }) => status === 'fulfilled');
    expect(done).toHaveLength(1);
    expect(await nOf('c-a')).toBe('1');
  });

  it.each([
    ['nothing', () => []],
    ['one item twice', () => [{ Update: addition('x', 0) }, { Update: addition('x', 1) }]],
    ['more than 100 items', () => Array.from({ length: 101 }, (_, index) => ({ Update: addition(`x${index}`, 0) }))],
    ['what is none of its parts', () => [{}]],
    ['an expression that is none', () => [{ Update: { ...addition('x', 0), UpdateExpression: 'n + 1' } }]],
  ])('is invalid with %s', async (_what, items) => {
    const error = await failure(tables.table.send('TransactWriteItems', { TransactItems: items() }));
    expect(error).toMatchObject({ cause: { message: expect.stringMatching(/^ValidationException: ./) } });
  });
});

describe('a condition that does not hold', () => {
  it.each(['ALL_OLD', 'NONE'] as const)('shows the item where it was asked for: %s', async (shown) => {
    await put('r', 3);
    const update = { ...addition('r', 0), ReturnValuesOnConditionCheckFailure: shown };
    const insert = {
      TableName: tables.name,
      Item: counter('r', 0),
      ConditionExpression: 'attribute_not_exists(pk)',
      ReturnValuesOnConditionCheckFailure: shown,
    };
    for (const write of [tables.table.send('UpdateItem', update), tables.table.send('PutItem', insert)]) {
      const error = await failure(write);
      const item = error instanceof ConditionFailed ? error.item() : 'no failure';
      expect(item).toEqual(shown === 'ALL_OLD' ? counter('r', 3) : undefined);
    }
  });

  it('shows nothing where there is no item', async () => {
    const error = await failure(
      tables.table.send('UpdateItem', { ...addition('nobody', 0), ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }),
    );
    expect(error instanceof ConditionFailed && error.item()).toBe(undefined);
  });
});

describe('the server of the local table', () => {
  async function ask(headers: Record<string, string>, method = 'POST', body = '{}') {
    const asked = request(tables.url, { method, headers, setHost: headers.host === undefined });
    asked.end(method === 'POST' ? body : undefined);
    const [response] = await once(asked, 'response');
    response.resume();
    return { status: response.statusCode, headers: response.headers };
  }
  const signed = { authorization: 'AWS4-HMAC-SHA256 Credential=local', 'x-amz-target': 'DynamoDB_20120810.ListTables' };

  it.each([
    ['an operation', signed, 200],
    ['one without a signature', { 'x-amz-target': signed['x-amz-target'] }, 400],
    ['one that it does not play', { ...signed, 'x-amz-target': 'DynamoDB_20120810.DeleteTable' }, 400],
    ['none', { authorization: signed.authorization }, 400],
    ['one by another name of this machine', { ...signed, host: 'rebound.example.com' }, 403],
  ])('is asked for %s', async (_what, headers, status) => {
    expect(await ask(headers)).toMatchObject({ status });
  });

  it('allows no page of a browser anything', async () => {
    const page = { origin: 'https://example.com', 'access-control-request-headers': 'x-amz-target' };
    const answers = [await ask({ ...page, ...signed }), await ask(page, 'OPTIONS')];
    for (const { headers } of answers) expect(headers).not.toHaveProperty('access-control-allow-origin');
  });

  it('goes on where a client hangs up in the middle', async () => {
    const asked = request(tables.url, { method: 'POST', headers: { ...signed, 'content-length': '100' } });
    asked.on('error', () => {});
    asked.write('{');
    await once(asked, 'socket');
    asked.destroy();
    expect(await ask(signed)).toMatchObject({ status: 200 });
  });
});

describe('a folder of the local table', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'table-'));
  const open: LocalTable[] = [];
  afterEach(() => Promise.all(open.splice(0).map((table) => table.close())));
  afterAll(() => rmSync(folder, { recursive: true }));

  async function start(directory: string, now = 0): Promise<Table & Pick<LocalTable, 'close'>> {
    const local = await startLocalTable({ directory, now: () => now, waitMs: 0 });
    open.push(local);
    return { ...httpTable({ table: local.name, endpoint: local.url }), close: local.close };
  }

  async function count({ name, send }: Table): Promise<number | undefined> {
    const ExpressionAttributeValues = { ':pk': { S: 'kept' } };
    const query = { TableName: name, KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues };
    return (await send('Query', query)).Count;
  }

  it('keeps items for the next start, but for those that have ended', async () => {
    const directory = path.join(folder, 'kept');
    const first = await start(directory);
    const ends = [undefined, 99, 101];
    for (const [index, end] of ends.entries()) {
      const ttl = end === undefined ? {} : { ttl: { N: String(end) } };
      await first.send('PutItem', { TableName: first.name, Item: { ...itemKey('kept', String(index)), ...ttl } });
    }
    expect(await count(first)).toBe(3);
    await first.close();
    open.length = 0;
    expect(await count(await start(directory, 100_000))).toBe(2);
  });

  it('takes one process at a time, and says so', async () => {
    const directory = path.join(folder, 'locked');
    const first = await start(directory);
    await expect(start(directory)).rejects.toThrow(TableLocked);
    await expect(start(directory)).rejects.toThrow(/is open in another process.*try again/);
    await first.close();
    open.length = 0;
    expect(await count(await start(directory))).toBe(0);
  });

  it('that holds something else is named', async () => {
    const directory = path.join(folder, 'other');
    mkdirSync(directory);
    writeFileSync(path.join(directory, 'CURRENT'), 'nothing of LevelDB');
    await expect(start(directory)).rejects.toThrow(/cannot use .*other \(.*\): move it away/);
  });
});
