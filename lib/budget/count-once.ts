import { ConditionFailed, itemKey, type Table } from '../storage/table/table.ts';
import { type UsageEntry, usageUpdate } from './usage-ledger.ts';

/** Nobody settles a response after so long, in seconds. */
const MARKED_SECONDS = 31 * 86_400;

/**
 * Counts what a response has used, and marks it as counted, both or neither: however often it is called, and cut anywhere, the ledger
 * has it once. For what its request, the poller and a webhook may each come to count.
 */
export async function countOnce(table: Table, id: string, entry: UsageEntry): Promise<void> {
  const TableName = table.name;
  const mark = {
    TableName,
    Item: {
      ...itemKey(`OBJECT#${id}`, 'COUNTED'),
      counted: { BOOL: true },
      ttl: { N: `${Math.ceil(entry.at.getTime() / 1000) + MARKED_SECONDS}` },
    },
    ConditionExpression: 'attribute_not_exists(counted)',
  };
  try {
    await table.send('TransactWriteItems', {
      TransactItems: [{ Put: mark }, { Update: usageUpdate(TableName, entry) }],
    });
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
  }
}
