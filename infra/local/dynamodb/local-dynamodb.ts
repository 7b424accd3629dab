import type { Store } from 'dynalite/db/index.js';
import { type Fields, fieldsOf, isRowOf } from '../../../lib/json/fields.ts';
import { act, isAction, isFailedCondition, isWrite } from './actions.ts';
import { invalid, Refusal } from './refusal.ts';

/** Most items of one transaction (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html). */
const TRANSACTION_ITEMS = 100;

/** An operation by DynamoDB's name of it, with its input as it is on the wire; rejects with a `Refusal`. */
export type LocalDynamodb = (operation: string, input: unknown) => Promise<unknown>;

/**
 * dynalite, and two things that it lacks: `TransactWriteItems`, and the item that goes with a condition that failed
 * (`ReturnValuesOnConditionCheckFailure`). Writes go one after the other, so that both are of one moment.
 */
export function localDynamodb(store: Store): LocalDynamodb {
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = (write: () => Promise<unknown>): Promise<unknown> => {
    const turn = last.then(write, write);
    last = turn;
    return turn;
  };
  return async (operation, input) => {
    if (operation === 'TransactWriteItems') return inTurn(() => transactWrite(store, fieldsOf(input)));
    if (!isAction(operation))
      throw new Refusal(400, { __type: 'com.amazon.coral.service#UnknownOperationException', message: operation });
    if (!isWrite(operation)) return act(store, operation, input);
    return inTurn(async () => {
      try {
        return await act(store, operation, input);
      } catch (error) {
        if (!isFailedCondition(error)) throw error;
        throw new Refusal(error.statusCode, { ...error.body, ...(await shownItem(store, fieldsOf(input))) });
      }
    });
  };
}

/** The item of a write that asked for it. */
async function shownItem(store: Store, input: Fields): Promise<Fields> {
  if (input.ReturnValuesOnConditionCheckFailure !== 'ALL_OLD') return {};
  const { Item: item } = fieldsOf(await act(store, 'GetItem', { TableName: input.TableName, Key: keyOf(input) }));
  return item === undefined ? {} : { Item: item };
}

function keyOf(input: Fields): unknown {
  const { pk, sk } = fieldsOf(input.Item);
  return input.Key ?? { pk, sk };
}

/** A condition alone is a deletion that is not carried out. */
const transactionActions = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'DeleteItem',
} as const;

type Write = { readonly type: 'put' | 'del'; readonly key: string; readonly value?: unknown };

async function transactWrite(store: Store, { TransactItems }: Fields): Promise<unknown> {
  const items: readonly unknown[] = Array.isArray(TransactItems) ? TransactItems : [];
  if (items.length === 0 || items.length > TRANSACTION_ITEMS)
    throw invalid(`Member must have length less than or equal to ${TRANSACTION_ITEMS}, and not be empty`);
  const inputs = items.map((item) => Object.values(fieldsOf(item)).map(fieldsOf)[0] ?? {});
  const places = inputs.map((input) => JSON.stringify([input.TableName, keyOf(input)]));
  if (new Set(places).size < places.length)
    throw invalid('Transaction request cannot include multiple operations on one item');
  const writes = new Map<string, Write[]>();
  const reasons: Fields[] = [];
  for (const item of items) reasons.push(await prepared(store, fieldsOf(item), writes));
  const codes = reasons.map(({ Code }) => Code);
  if (codes.some((code) => code !== 'None'))
    throw new Refusal(400, {
      __type: 'com.amazonaws.dynamodb.v20120810#TransactionCanceledException',
      Message: `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes.join(', ')}]`,
      CancellationReasons: reasons,
    });
  for (const [table, batch] of writes) {
    await new Promise<void>((resolve, reject) => {
      store.getItemDb(table).batch(batch, (error) => (error ? reject(error) : resolve()));
    });
  }
  return {};
}

/** Adds what one item of a transaction writes to `writes`; returns what speaks against it. */
async function prepared(store: Store, item: Fields, writes: Map<string, Write[]>): Promise<Fields> {
  const [kind = '', given] = Object.entries(item)[0] ?? [];
  const input = fieldsOf(given);
  if (!isRowOf(transactionActions, kind))
    throw invalid('TransactItems can only contain one of Check, Put, Update or Delete');
  const own: Write[] = [];
  try {
    await act(withoutWriting(store, own), transactionActions[kind], input);
  } catch (error) {
    if (!isFailedCondition(error)) throw error;
    return { Code: 'ConditionalCheckFailed', Message: error.body.message, ...(await shownItem(store, input)) };
  }
  const table = `${input.TableName}`;
  if (kind !== 'ConditionCheck') writes.set(table, [...(writes.get(table) ?? []), ...own]);
  return { Code: 'None' };
}

/** The store, but for what is written: that goes to `writes`. */
function withoutWriting(store: Store, writes: Write[]): Store {
  return {
    ...store,
    getItemDb: (table) => ({
      ...store.getItemDb(table),
      put: (key, value, done) => {
        writes.push({ type: 'put', key, value });
        done(null);
      },
      del: (key, done) => {
        writes.push({ type: 'del', key });
        done(null);
      },
    }),
  };
}
