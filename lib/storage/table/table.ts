import type {
  BatchGetItemCommandInput,
  BatchGetItemCommandOutput,
  BatchWriteItemCommandInput,
  BatchWriteItemCommandOutput,
  DeleteItemCommandInput,
  DeleteItemCommandOutput,
  GetItemCommandInput,
  GetItemCommandOutput,
  PutItemCommandInput,
  PutItemCommandOutput,
  QueryCommandInput,
  QueryCommandOutput,
  TransactWriteItemsCommandInput,
  TransactWriteItemsCommandOutput,
  UpdateItemCommandInput,
  UpdateItemCommandOutput,
} from '@aws-sdk/client-dynamodb';

/** DynamoDB's operations that this service uses, by their names on the wire. */
export interface TableOperations {
  readonly GetItem: readonly [GetItemCommandInput, GetItemCommandOutput];
  readonly BatchGetItem: readonly [BatchGetItemCommandInput, BatchGetItemCommandOutput];
  readonly PutItem: readonly [PutItemCommandInput, PutItemCommandOutput];
  readonly UpdateItem: readonly [UpdateItemCommandInput, UpdateItemCommandOutput];
  readonly DeleteItem: readonly [DeleteItemCommandInput, DeleteItemCommandOutput];
  readonly BatchWriteItem: readonly [BatchWriteItemCommandInput, BatchWriteItemCommandOutput];
  readonly Query: readonly [QueryCommandInput, QueryCommandOutput];
  readonly TransactWriteItems: readonly [TransactWriteItemsCommandInput, TransactWriteItemsCommandOutput];
}

export type TableOperation = keyof TableOperations;

/** What goes with an operation beside its input. */
export interface SendOptions {
  readonly signal?: AbortSignal | undefined;
  /** Whether it may be sent again although it may have been done: left out, it may. */
  readonly repeatable?: boolean;
}

/**
 * The one table. Inputs and outputs are those of `@aws-sdk/client-dynamodb`, which are what goes over the wire, less bytes and
 * `TableName`, which each operation is given. Rejects with a `ConditionFailed` where a condition does not hold, and with a
 * `ServiceError` `access_unavailable` for every other failure.
 */
export interface Table {
  readonly name: string;
  send<Name extends TableOperation>(
    operation: Name,
    input: TableOperations[Name][0],
    options?: SendOptions,
  ): Promise<TableOperations[Name][1]>;
}

/** A condition of a write did not hold. */
export class ConditionFailed extends Error {
  override readonly name = 'ConditionFailed';
  /** The item as it is, where the write asked for it (`ReturnValuesOnConditionCheckFailure`). Not for the log. */
  readonly #item: Item | undefined;

  constructor(item?: Item) {
    super('The condition of a write did not hold');
    this.#item = item;
  }

  item(): Item | undefined {
    return this.#item;
  }
}

/** An item as DynamoDB writes it. */
export type Item = NonNullable<GetItemCommandOutput['Item']>;

/** An item's primary key. */
export function itemKey(pk: string, sk: string): Record<'pk' | 'sk', { readonly S: string }> {
  return { pk: { S: pk }, sk: { S: sk } };
}

/** A text of an item. */
export function textOf(item: Item | undefined, name: string): string | undefined {
  return item?.[name]?.S;
}

/** A number of an item. */
export function numberOf(item: Item | undefined, name: string): number | undefined {
  const value = item?.[name]?.N;
  return value === undefined ? undefined : Number(value);
}
