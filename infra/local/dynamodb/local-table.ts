import { mkdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { create, type Store } from 'dynalite/db/index.js';
import { fieldsOf } from '../../../lib/json/fields.ts';
import { type DynamodbServer, startDynamodbServer } from './dynamodb-server.ts';
import { type LocalDynamodb, localDynamodb } from './local-dynamodb.ts';
import { Refusal } from './refusal.ts';

/** The name of the table, where nobody gives it another. */
const LOCAL_TABLE = 'local-access';

export interface LocalTableOptions {
  readonly name?: string;
  /** Folder that keeps the items for the next start, for one process at a time; without one they are forgotten at the end. */
  readonly directory?: string;
  /** Milliseconds since 1970: what has ended by now is removed at the start. */
  readonly now?: () => number;
  /** How long to wait for another process that has the folder open, in milliseconds. */
  readonly waitMs?: number;
}

/** DynamoDB in this process, with the one table. It checks no signature. */
export interface LocalTable {
  readonly name: string;
  /** On 127.0.0.1, without a slash at its end. */
  readonly url: string;
  /** Breaks what is still under way. */
  close(): Promise<void>;
}

/** Another process has the folder open. */
export class TableLocked extends Error {
  override readonly name = 'TableLocked';

  constructor(directory: string) {
    super(
      `The local table in ${directory} is open in another process, and takes one at a time: wait until \`npm start\`, \`npm run invoke\` or another \`npm run keys\` has started or stopped, and try again`,
    );
  }
}

const WAIT_MS = 5000;
const PAUSE_MS = 50;

/**
 * Starts DynamoDB on a free port of 127.0.0.1, and makes the table where it is not.
 *
 * @throws TableLocked
 * @throws Error where `directory` holds something else
 */
export async function startLocalTable(options: LocalTableOptions = {}): Promise<LocalTable> {
  const { name = LOCAL_TABLE, directory, now = Date.now, waitMs = WAIT_MS } = options;
  const store = await openStore(directory, waitMs);
  let server: DynamodbServer;
  try {
    const dynamodb = localDynamodb(store);
    await makeTable(dynamodb, name);
    await removeEnded(dynamodb, name, now());
    server = await startDynamodbServer(dynamodb, { table: name, directory });
  } catch (error) {
    await store.lifecycleManager.gracefulClose();
    throw error;
  }
  return {
    name,
    url: server.url,
    async close() {
      await server.close();
      await store.lifecycleManager.gracefulClose();
    },
  };
}

async function openStore(directory: string | undefined, waitMs: number): Promise<Store> {
  if (directory !== undefined) mkdirSync(directory, { recursive: true });
  for (const end = Date.now() + waitMs; ; await sleep(PAUSE_MS)) {
    const store = create({ ...(directory !== undefined && { path: directory }), createTableMs: 0 });
    try {
      await store.db.open();
      return store;
    } catch (cause) {
      const reason = fieldsOf(cause).cause;
      if (fieldsOf(reason).code !== 'LEVEL_LOCKED') {
        const why = reason instanceof Error ? reason.message : cause;
        throw new Error(
          `The local table cannot use ${directory} (${why}): move it away, and the next start has an empty one`,
          { cause },
        );
      }
      if (Date.now() >= end) throw new TableLocked(directory ?? '');
    }
  }
}

async function makeTable(dynamodb: LocalDynamodb, name: string): Promise<void> {
  try {
    await dynamodb('CreateTable', {
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
      ],
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
    });
  } catch (error) {
    if (!(error instanceof Refusal && error.is('ResourceInUseException'))) throw error;
  }
  // dynalite makes it a moment later, by a timer.
  for (;;) {
    const { Table: table } = fieldsOf(await dynamodb('DescribeTable', { TableName: name }));
    if (fieldsOf(table).TableStatus === 'ACTIVE') return;
    await sleep(1);
  }
}

/** What DynamoDB does by itself within days (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html). */
async function removeEnded(dynamodb: LocalDynamodb, name: string, now: number): Promise<void> {
  let from: unknown;
  do {
    const page = fieldsOf(
      await dynamodb('Scan', {
        TableName: name,
        FilterExpression: '#ttl < :now',
        ExpressionAttributeNames: { '#ttl': 'ttl' },
        ExpressionAttributeValues: { ':now': { N: String(Math.floor(now / 1000)) } },
        ...(from !== undefined && { ExclusiveStartKey: from }),
      }),
    );
    for (const item of Array.isArray(page.Items) ? page.Items : []) {
      const { pk, sk } = fieldsOf(item);
      await dynamodb('DeleteItem', { TableName: name, Key: { pk, sk } });
    }
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
}
