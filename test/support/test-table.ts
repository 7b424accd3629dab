import { type LocalTable, startLocalTable } from '../../infra/local/dynamodb/local-table.ts';
import { httpTable } from '../../lib/storage/table/http-table.ts';
import { type Item, itemKey, type Table } from '../../lib/storage/table/table.ts';

/** DynamoDB in memory, and the client of the functions for its table. */
export interface TestTable extends LocalTable {
  readonly table: Table;
  /** One item as it is; undefined where there is none. */
  readonly item: (pk: string, sk: string) => Promise<Item | undefined>;
  /** Every item, in no order to speak of. */
  readonly items: () => Promise<readonly Item[]>;
}

/** Starts one of its own; close it at the end. The client signs with what the environment has of credentials, which may be nothing. */
export async function startTestTable(name?: string): Promise<TestTable> {
  const local = await startLocalTable(name === undefined ? {} : { name });
  const table = httpTable({ table: local.name, endpoint: local.url });
  return {
    ...local,
    table,
    item: async (pk, sk) => {
      const { Item: item } = await table.send('GetItem', {
        TableName: local.name,
        Key: itemKey(pk, sk),
        ConsistentRead: true,
      });
      return item;
    },
    items: async () => {
      const answer = await fetch(local.url, {
        method: 'POST',
        headers: { 'x-amz-target': 'DynamoDB_20120810.Scan', authorization: 'AWS4-HMAC-SHA256' },
        body: JSON.stringify({ TableName: local.name }),
      });
      const { Items: items }: { readonly Items: readonly Item[] } = JSON.parse(await answer.text());
      return items;
    },
  };
}
