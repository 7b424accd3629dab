import pMap from 'p-map';
import { type Item, type Table, textOf } from '../storage/table/table.ts';
import { usageDay } from './usage-ledger.ts';

/** What one principal has used of one model through one endpoint in a day. Whole numbers, whatever their size. */
export interface UsageSum {
  /** `2026-11-29`, UTC. */
  readonly day: string;
  readonly principal: string;
  readonly endpoint: string;
  readonly model: string;
  readonly requests: bigint;
  readonly inputTokens: bigint;
  readonly outputTokens: bigint;
  /** In billionths of a US dollar. */
  readonly nanos: bigint;
  /** Requests whose cost is not known. */
  readonly unpriced: bigint;
}

/** What of the ledger is wanted. */
export interface UsageWish {
  /** As `2026-11-29`, UTC. */
  readonly days: readonly string[];
  /** Whose; undefined: everybody's. */
  readonly of?: string | undefined;
}

/** Days that are asked for at the same time. */
const AT_ONCE = 10;

/** Reads days of the ledger: a query for each, and one more for every further MB. Throws as `Table.send` does. */
export async function readUsageLedger(table: Table, { days, of }: UsageWish): Promise<readonly UsageSum[]> {
  const found = await pMap(days, (day) => readDay(table, day, of), { concurrency: AT_ONCE });
  return found.flat();
}

async function readDay(table: Table, day: string, of: string | undefined): Promise<readonly UsageSum[]> {
  const partition = usageDay(new Date(day));
  const wanted =
    of === undefined
      ? { KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': { S: partition } } }
      : {
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :own)',
          // An id may go on after a `#`, as those of tokens do: what begins alike may be somebody else's.
          FilterExpression: '#principal = :principal',
          ExpressionAttributeNames: { '#principal': 'principal' },
          ExpressionAttributeValues: {
            ':pk': { S: partition },
            ':own': { S: `${of}#` },
            ':principal': { S: of },
          },
        };
  const sums: UsageSum[] = [];
  let from: Item | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await table.send('Query', {
      TableName: table.name,
      ...wanted,
      ...(from && { ExclusiveStartKey: from }),
    });
    sums.push(...Items.map((item) => sumOf(day, item)));
    from = LastEvaluatedKey;
  } while (from);
  return sums;
}

function sumOf(day: string, item: Item): UsageSum {
  const text = (name: string) => textOf(item, name) ?? '';
  const count = (name: string) => BigInt(item[name]?.N ?? 0);
  return {
    day,
    principal: text('principal'),
    endpoint: text('endpoint'),
    model: text('model'),
    requests: count('requests'),
    inputTokens: count('input_tokens'),
    outputTokens: count('output_tokens'),
    nanos: count('cost'),
    unpriced: count('unpriced'),
  };
}
