import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { ServiceError } from '../../lib/errors/service-error.ts';
import {
  ConditionFailed,
  type Table,
  type TableOperation,
  type TableOperations,
} from '../../lib/storage/table/table.ts';

type Sender<Name extends TableOperation> = (
  client: DynamoDBClient,
  input: TableOperations[Name][0],
  options: { abortSignal?: AbortSignal },
) => Promise<TableOperations[Name][1]>;

const senders: { readonly [Name in TableOperation]: Sender<Name> } = {
  GetItem: (client, input, options) => client.send(new GetItemCommand(input), options),
  BatchGetItem: (client, input, options) => client.send(new BatchGetItemCommand(input), options),
  PutItem: (client, input, options) => client.send(new PutItemCommand(input), options),
  UpdateItem: (client, input, options) => client.send(new UpdateItemCommand(input), options),
  DeleteItem: (client, input, options) => client.send(new DeleteItemCommand(input), options),
  BatchWriteItem: (client, input, options) => client.send(new BatchWriteItemCommand(input), options),
  Query: (client, input, options) => client.send(new QueryCommand(input), options),
  TransactWriteItems: (client, input, options) => client.send(new TransactWriteItemsCommand(input), options),
};

/** Where the table is; the SDK looks for the region itself where none is given. */
export interface SdkTableOptions {
  readonly table: string;
  readonly region?: string | undefined;
  readonly endpoint?: string | undefined;
}

/** A table over AWS's own client, which finds credentials wherever AWS's tools do: environment, profiles, single sign-on. */
export function sdkTable({ table, region, endpoint }: SdkTableOptions): Table & { readonly close: () => void } {
  const client = new DynamoDBClient({
    ...(region !== undefined && { region }),
    ...(endpoint !== undefined && { endpoint }),
  });
  return {
    name: table,
    close: () => client.destroy(),
    async send(operation, input, { signal } = {}) {
      try {
        return await senders[operation](client, input, { ...(signal && { abortSignal: signal }) });
      } catch (error) {
        throw failureOf(error);
      }
    },
  };
}

function failureOf(error: unknown): Error {
  if (error instanceof ConditionalCheckFailedException) return new ConditionFailed(error.Item);
  const isCondition =
    error instanceof TransactionCanceledException &&
    error.CancellationReasons?.some(({ Code }) => Code === 'ConditionalCheckFailed');
  return isCondition ? new ConditionFailed() : new ServiceError('access_unavailable', { cause: error });
}
