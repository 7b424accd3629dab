import { createHash } from 'node:crypto';
import type { JobOwner } from '../../context/guard.ts';
import { ServiceError } from '../../errors/service-error.ts';
import { KEY_PART, keyPart } from '../../storage/key-part.ts';

/** What a job makes. */
export type JobKind = 'response' | 'video';

/** A background response or a video that has not been settled, as `background/pending/<shard>/<id>.json` keeps it. */
export interface JobRecord {
  /** The response's id, or the video's. */
  readonly id: string;
  /** Absent in records that are older than this field, which are of responses. */
  readonly kind?: JobKind;
  /** The function that started it; null where a webhook told of it first. */
  readonly endpoint: string | null;
  readonly model: string | null;
  /** ISO 8601. */
  readonly created_at: string;
  /** ISO 8601: before then, asking OpenAI is no use. */
  readonly next_poll_at: string;
  /** How often OpenAI was requested. */
  readonly attempts: number;
  /** `image_delivery` of an image request. */
  readonly delivery: string | null;
  /** What the request wanted OpenAI to add to the response. */
  readonly include: readonly string[];
  /** `background_options.completion_window` of the request, where it is hours: `2h`, `8h`. */
  readonly completion_window?: string;
  /** Of a video that extends another: how many seconds are new, as the request says it. */
  readonly seconds?: string;
  /** Who began it; absent where access is off. */
  readonly owner?: JobOwner;
}

const PENDING = 'background/pending/';
const COMPLETED = 'background/completed/';

/** Two hex digits by which pending records are spread over 256 prefixes, each one poller's own. */
export function shardOf(id: string): string {
  return createHash('sha256').update(id).digest('hex').slice(0, 2);
}

/** Where a response's pending record is. Throws a `ServiceError` `background_store_failed` for an id that no key may have. */
export function pendingKey(id: string): string {
  return `${PENDING}${shardOf(id)}/${partOf(id)}.json`;
}

/** Where a response's result is. Throws as `pendingKey` does. */
export function completedKey(id: string): string {
  return `${COMPLETED}${partOf(id)}.json`;
}

/** What the keys of a shard's pending records begin with, less the slash. */
export function shardPrefix(shard: string): string {
  return `${PENDING}${shard}`;
}

const PENDING_KEY = new RegExp(`^${PENDING}[0-9a-f]{2}/(${KEY_PART})\\.json$`);

/** What a pending record's key says of its response: its id, or a hash of that (`isHashed`); undefined for a key that is none. */
export function idOfPendingKey(key: string): string | undefined {
  return PENDING_KEY.exec(key)?.[1];
}

function partOf(id: string): string {
  const part = keyPart(id);
  if (part !== undefined) return part;
  throw new ServiceError('background_store_failed', {
    message: "The response's id is none that a record can be stored under.",
    retryable: false,
  });
}
