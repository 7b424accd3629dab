import { once } from 'node:events';
import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { PRICES_KEY, priceSource } from '../../../lib/budget/price-source.ts';
import { httpTable } from '../../../lib/storage/table/http-table.ts';
import type { Table, TableOperation } from '../../../lib/storage/table/table.ts';
import { priceRow } from '../../../lib/usage/prices.ts';
import { priceCorrections, usePriceCorrections } from '../../../lib/usage/prices-in-use.ts';

// It has no types of its own.
const dynalite: (options: { readonly createTableMs: number }) => Server = createRequire(import.meta.url)('dynalite');

const credentials = { accessKeyId: 'AKIATEST', secretAccessKey: 'test' };
const server = dynalite({ createTableMs: 0 });
let endpoint: string;
let real: Table;

beforeAll(async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', credentials.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', credentials.secretAccessKey);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = new DynamoDBClient({ endpoint, region: 'us-east-1', credentials });
  await client.send(
    new CreateTableCommand({
      TableName: 'access',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['pk', 'sk'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
    }),
  );
  client.destroy();
  real = httpTable({ table: 'access', endpoint });
});

beforeEach(() => real.send('DeleteItem', { TableName: 'access', Key: PRICES_KEY }));

afterEach(() => usePriceCorrections(undefined));

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  vi.unstubAllEnvs();
});

const row = (input: number) => ({
  model: 'gpt-9',
  effectiveFrom: '2026-11-28',
  standard: { input, output: 200 },
  source: 's',
});

async function put(rows: unknown): Promise<void> {
  const text = typeof rows === 'string' ? rows : JSON.stringify(rows);
  await real.send('PutItem', { TableName: 'access', Item: { ...PRICES_KEY, rows: { S: text } } });
}

function source(table = real) {
  const asked: TableOperation[] = [];
  const warnings: string[] = [];
  let minutes = 0;
  const prices = priceSource({
    table: {
      name: table.name,
      send: (operation, input, options) => {
        asked.push(operation);
        return table.send(operation, input, options);
      },
    },
    now: () => minutes * 60_000,
    warn: (message) => warnings.push(message),
  });
  return { ...prices, asked, warnings, pass: (more: number) => (minutes += more) };
}

/** What a million tokens of the corrected model cost. */
function price(): number | undefined {
  return priceRow('gpt-9', new Date('2026-11-29'))?.standard.input;
}

describe('price corrections of the table', () => {
  it('are in use once they are read, and read again after five minutes', async () => {
    const prices = source();
    await put([row(7)]);
    await prices.refresh();
    expect(price()).toBe(7);

    await put([row(8)]);
    prices.pass(4.9);
    await prices.refresh();
    expect([price(), prices.asked]).toEqual([7, ['GetItem']]);

    prices.pass(0.2);
    await prices.refresh();
    expect([price(), prices.warnings]).toEqual([8, []]);
  });

  it('are none where there is no item, and when it is gone', async () => {
    const prices = source();
    await prices.refresh();
    expect([priceCorrections(), prices.warnings]).toEqual([undefined, []]);

    await put([row(7)]);
    prices.pass(6);
    await prices.refresh();
    expect(price()).toBe(7);

    await real.send('DeleteItem', { TableName: 'access', Key: PRICES_KEY });
    prices.pass(6);
    await prices.refresh();
    expect(priceCorrections()).toBeUndefined();
  });

  it.each([
    ['no JSON', '{'],
    ['a bad row among good ones', [row(7), { ...row(8), model: 'gpt-8', source: '' }]],
  ])('are ignored as a whole where they are %s, and told of once', async (_name, rows) => {
    const prices = source();
    await put([row(7)]);
    await prices.refresh();
    await put(rows);
    for (let time = 0; time < 3; time += 1) {
      prices.pass(6);
      await prices.refresh();
    }
    expect([price(), prices.warnings]).toEqual([undefined, ['Price corrections ignored']]);

    await put([row(9)]);
    prices.pass(6);
    await prices.refresh();
    expect(price()).toBe(9);
  });

  it('are asked for once by requests that come together', async () => {
    const prices = source();
    await put([row(7)]);
    await Promise.all([prices.refresh(), prices.refresh(), prices.refresh()]);
    expect([price(), prices.asked]).toEqual([7, ['GetItem']]);
  });

  it('stay as they are where the table cannot be read, and are soon asked for again', async () => {
    const broken = httpTable({ table: 'no-such-table', endpoint });
    let table = real;
    const prices = source({
      name: 'access',
      send: (operation, input, options) => table.send(operation, { ...input, TableName: table.name }, options),
    });
    await put([row(7)]);
    await prices.refresh();
    table = broken;
    prices.pass(6);
    await prices.refresh();
    await prices.refresh();
    expect([price(), prices.asked.length, prices.warnings]).toEqual([7, 2, ['Price corrections could not be read']]);

    table = real;
    await put([row(8)]);
    prices.pass(0.2);
    await prices.refresh();
    expect(price()).toBe(8);
  });
});
