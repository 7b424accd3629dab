import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  type HeadObjectCommandOutput,
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { parseExactJson } from '../../json/exact-json.ts';
import { fieldsOf } from '../../json/fields.ts';
import { bodyInTime } from '../../storage/body-in-time.ts';
import { checkStored } from '../../storage/check-stored.ts';
import { isHashed, keyPart } from '../../storage/key-part.ts';
import { s3Client } from '../../storage/s3-client.ts';
import { s3Reason } from '../../storage/s3-deadline.ts';
import { isMissingObject } from '../../storage/s3-failure.ts';
import { jobStoreError } from '../../storage/store-error.ts';
import type { ArchivedResult } from './archived-result.ts';
import { completedKey, idOfPendingKey, pendingKey } from './job-record.ts';
import type { JobStore, PendingEntry } from './job-store.ts';
import { idOfRecord, readRecord } from './read-record.ts';
import { shardRanges } from './shard-ranges.ts';

/** Where records and results go. */
export interface S3JobStoreOptions {
  readonly bucket: string;
  /** An S3 other than AWS's own. */
  readonly endpoint?: string | undefined;
  /** When to give up, retries included. */
  readonly deadline?: AbortSignal | undefined;
}

const JSON_TYPE = 'application/json; charset=utf-8';

/** Records and results are small: what takes longer is not coming. */
const REQUEST_TIMEOUT_MS = 10_000;

/** The store in an S3 bucket, encrypted as the bucket says. Import this file lazily, as `s3-image-store.ts`. */
export function s3JobStore({ bucket, endpoint, deadline }: S3JobStoreOptions): JobStore {
  const client = endingAt(s3Client({ endpoint, requestTimeoutMs: REQUEST_TIMEOUT_MS }), deadline);
  const at = (Key: string) => ({ Bucket: bucket, Key });
  return {
    putRecord: (record, etag) =>
      put(client, { ...at(pendingKey(record.id)), Body: JSON.stringify(record), ...(etag ? { IfMatch: etag } : {}) }),
    listPending: (shards) => listPending({ client, bucket, deadline }, shards),
    readRecord: (id) =>
      unlessMissing(async () => {
        const { Body, LastModified } = await client.send(new GetObjectCommand(at(pendingKey(id))));
        return readRecord(id, await bodyInTime(Body, deadline), LastModified ?? new Date());
      }),
    hasRecord: async (id) => (await unlessMissing(() => head(client, at(pendingKey(id))))) !== undefined,
    removeRecord: (id) => remove(client, at(pendingKey(id))),
    putResult: (id, parts, { status, webhookId }, keep = false) => {
      const body = [...parts].map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : part));
      return put(client, {
        ...at(completedKey(id)),
        Body: Buffer.concat(body),
        Metadata: { status, ...(webhookId === undefined ? {} : { 'webhook-id': webhookId }) },
        ...(keep ? { IfNoneMatch: '*' } : {}),
      });
    },
    readResult: (id) =>
      unlessMissing(async () => {
        const { Body } = await client.send(new GetObjectCommand(at(completedKey(id))));
        return parseExactJson(await bodyInTime(Body, deadline)) as ArchivedResult;
      }),
    resultFacts: (id) =>
      unlessMissing(async () => {
        const { Metadata = {} } = await head(client, at(completedKey(id)));
        const { status = 'completed', 'webhook-id': webhookId } = Metadata;
        return { status, ...(webhookId === undefined ? {} : { webhookId }) };
      }),
    removeResult: (id) => remove(client, at(completedKey(id))),
  };
}

type Sender = Pick<S3Client, 'send'>;

/** A client all of whose requests end with the deadline. */
function endingAt(client: S3Client, abortSignal: AbortSignal | undefined): Sender {
  if (!abortSignal) return client;
  const send = async (command: Parameters<S3Client['send']>[0]) => {
    try {
      return await client.send(command, { abortSignal });
    } catch (error) {
      throw s3Reason(error, abortSignal);
    }
  };
  return { send: send as S3Client['send'] };
}

interface ObjectPlace {
  readonly Bucket: string;
  readonly Key: string;
}

/** What an object says of itself. What has no ETag is no object: a proxy that answers for S3 may say 200 to anything. */
async function head(client: Sender, at: ObjectPlace): Promise<HeadObjectCommandOutput> {
  const output = await client.send(new HeadObjectCommand(at));
  checkStored(output);
  return output;
}

type PutInput = ConstructorParameters<typeof PutObjectCommand>[0];

/** A condition that does not hold means that somebody else has done the work: nothing is left to do. */
async function put(client: Sender, input: PutInput): Promise<void> {
  try {
    checkStored(await client.send(new PutObjectCommand({ ...input, ContentType: JSON_TYPE })));
  } catch (error) {
    const { name } = fieldsOf(error);
    const conditional = input.IfMatch !== undefined || input.IfNoneMatch !== undefined;
    if (conditional && (name === 'PreconditionFailed' || name === 'ConditionalRequestConflict')) return;
    if (conditional && isMissingObject(error)) return;
    throw jobStoreError(error);
  }
}

async function remove(client: Sender, input: ObjectPlace): Promise<void> {
  await client.send(new DeleteObjectCommand(input)).catch((error: unknown) => {
    throw jobStoreError(error);
  });
}

async function unlessMissing<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (isMissingObject(error)) return undefined;
    throw jobStoreError(error);
  }
}

/** The id behind a hash, which the record itself says; undefined where it is gone, or says another one. */
async function hashedId(client: Sender, at: ObjectPlace, deadline: AbortSignal | undefined) {
  return unlessMissing(async () => {
    const { Body } = await client.send(new GetObjectCommand(at));
    const id = idOfRecord(await bodyInTime(Body, deadline));
    return id !== undefined && keyPart(id) !== undefined && pendingKey(id) === at.Key ? id : undefined;
  });
}

/** A page holds 1,000 keys, whatever their shards: neighbouring shards are listed as one. */
async function* listPending(
  {
    client,
    bucket,
    deadline,
  }: { readonly client: Sender; readonly bucket: string; readonly deadline: AbortSignal | undefined },
  shards: readonly string[],
): AsyncGenerator<PendingEntry, void> {
  for (const { prefix, after, before } of shardRanges(shards)) {
    let continuation: { ContinuationToken?: string; StartAfter?: string } | undefined = { StartAfter: after };
    while (continuation) {
      const listing = new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ...continuation });
      const page: ListObjectsV2CommandOutput = await client.send(listing).catch((error: unknown) => {
        throw jobStoreError(error);
      });
      const { Contents = [], NextContinuationToken } = page;
      for (const { Key = '', ETag = '' } of Contents) {
        const part = Key < before ? idOfPendingKey(Key) : undefined;
        const id =
          part !== undefined && isHashed(part) ? await hashedId(client, { Bucket: bucket, Key }, deadline) : part;
        if (id !== undefined) yield { id, etag: ETag };
      }
      const last = Contents.at(-1)?.Key ?? '';
      continuation = NextContinuationToken && last < before ? { ContinuationToken: NextContinuationToken } : undefined;
    }
  }
}
