import type { UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import { itemKey, type Table } from '../storage/table/table.ts';
import type { Usage } from '../usage/usage.ts';
import { nanosOf } from './amounts.ts';

/** What one request has used. */
export interface UsageEntry {
  readonly principal: string;
  readonly endpoint: string;
  /** As the response names it. */
  readonly model: string;
  readonly usage: Usage | null;
  /** US dollars; null where it is not known. */
  readonly cost: number | null;
  readonly at: Date;
}

/** Usage of a day is kept for thirteen months, in seconds. */
const KEPT_SECONDS = 400 * 86_400;

/** The partition of a day, UTC. */
export function usageDay(at: Date): string {
  return `USAGE#${at.toISOString().slice(0, 10)}`;
}

/** Adds a request to its day. Not sent again where it may have been done: it would count twice. */
export async function countUsage(table: Table, entry: UsageEntry): Promise<void> {
  await table.send('UpdateItem', usageUpdate(table.name, entry), { repeatable: false });
}

/** The update that adds a request to its day. */
export function usageUpdate(
  TableName: string,
  { principal, endpoint, model, usage, cost, at }: UsageEntry,
): UpdateItemCommandInput & Pick<Required<UpdateItemCommandInput>, 'UpdateExpression'> {
  const counts = {
    requests: 1,
    input_tokens: usage?.inputTokens ?? 0,
    output_tokens: usage?.outputTokens ?? 0,
    cost: cost === null ? 0 : nanosOf(cost),
    unpriced: cost === null ? 1 : 0,
  };
  const names = Object.keys(counts);
  return {
    TableName,
    Key: itemKey(usageDay(at), `${principal}#${endpoint}#${model}`),
    UpdateExpression: `SET #principal = :principal, #endpoint = :endpoint, #model = :model, #ttl = :ttl ADD ${names.map((name) => `#${name} :${name}`).join(', ')}`,
    ExpressionAttributeNames: Object.fromEntries(
      [...names, 'principal', 'endpoint', 'model', 'ttl'].map((name) => [`#${name}`, name]),
    ),
    ExpressionAttributeValues: {
      ...Object.fromEntries(Object.entries(counts).map(([name, count]) => [`:${name}`, { N: `${count}` }])),
      ':principal': { S: principal },
      ':endpoint': { S: endpoint },
      ':model': { S: model },
      ':ttl': { N: `${Math.ceil(at.getTime() / 1000) + KEPT_SECONDS}` },
    },
  };
}
