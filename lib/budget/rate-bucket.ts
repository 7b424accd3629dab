import type { Limits } from '../context/limits.ts';
import { ServiceError } from '../errors/service-error.ts';
import { ConditionFailed, type Item, itemKey, numberOf, type Table } from '../storage/table/table.ts';

/** What a request takes of its principal's minute. */
export interface RateInput {
  readonly principal: string;
  readonly limits: Pick<Limits, 'requests_per_minute' | 'tokens_per_minute'>;
  /** As far as they are known before: of the input, and the ceiling of the output where the request has one. */
  readonly tokens: number;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** One bucket of a principal: when it is full again, had it time. */
interface Bucket {
  readonly attribute: 'requests' | 'tokens';
  readonly perMinute: number;
  /** Milliseconds that the request's share takes to flow back. */
  readonly costMs: number;
}

const MINUTE_MS = 60_000;
/** Others may have taken of the bucket in between: each time, what they left is known. */
const ATTEMPTS = 5;

/** What a caller is told of its minute, as `x-ratelimit-*` headers. */
export type RateHeaders = Readonly<Record<string, string>>;

/**
 * Takes a request, and its tokens, out of the principal's token buckets, which fill within a minute. Kept is when a bucket is full
 * again (the generic cell rate algorithm), so that one conditional update tells and takes. Throws a `ServiceError`
 * `too_many_requests`.
 */
export async function takeFromBuckets(table: Table, input: RateInput): Promise<RateHeaders> {
  const buckets = bucketsOf(input);
  if (buckets.length === 0) return {};
  let item: Item | undefined;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const late = buckets.find((bucket) => waitMs(bucket, item, input.now) > 0);
    if (late) throw tooMany(late, waitMs(late, item, input.now));
    try {
      return rateHeaders(buckets, await take(table, buckets, item, input), input.now);
    } catch (error) {
      if (!(error instanceof ConditionFailed)) throw error;
      item = error.item();
    }
  }
  throw tooMany(buckets[0] as Bucket, MINUTE_MS / 60);
}

function bucketsOf({ limits, tokens }: RateInput): Bucket[] {
  const { requests_per_minute: requests, tokens_per_minute: perMinute } = limits;
  const bucket = (attribute: Bucket['attribute'], most: number | undefined, share: number): Bucket[] =>
    // A request of more tokens than a minute has takes the whole minute: it would never come otherwise.
    most === undefined
      ? []
      : [{ attribute, perMinute: most, costMs: Math.ceil((Math.min(share, most) * MINUTE_MS) / most) }];
  return [...bucket('requests', requests, 1), ...bucket('tokens', perMinute, tokens)];
}

/** How long until the bucket has enough for the request. */
function waitMs({ attribute, costMs }: Bucket, item: Item | undefined, now: number): number {
  return Math.max(0, Math.max(numberOf(item, attribute) ?? 0, now) + costMs - MINUTE_MS - now);
}

/**
 * Of a bucket that is not full, more is taken however many take at once; a full one begins anew, which only one of those who ask at
 * the same time can do.
 */
async function take(table: Table, buckets: readonly Bucket[], item: Item | undefined, { principal, now }: RateInput) {
  const parts = buckets.map((bucket, index) => takePart(bucket, index, numberOf(item, bucket.attribute), now));
  const { Attributes } = await table.send(
    'UpdateItem',
    {
      TableName: table.name,
      Key: itemKey(`RATE#${principal}`, 'RATE'),
      UpdateExpression: `SET #ttl = :ttl, ${parts.map(({ set }) => set).join(', ')}`,
      ConditionExpression: parts.map(({ condition }) => condition).join(' AND '),
      ExpressionAttributeNames: Object.assign({ '#ttl': 'ttl' }, ...parts.map(({ names }) => names)),
      ExpressionAttributeValues: Object.assign(
        { ':ttl': { N: `${Math.ceil(now / 1000) + 3600}` }, ':now': { N: `${now}` } },
        ...parts.map(({ values }) => values),
      ),
      ReturnValues: 'ALL_NEW',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    },
    { repeatable: false },
  );
  return Attributes;
}

function takePart({ attribute, costMs }: Bucket, index: number, before: number | undefined, now: number) {
  const [name, cost, most] = [`#b${index}`, `:c${index}`, `:m${index}`];
  const names = { [name]: attribute };
  if (before === undefined || before <= now) {
    return {
      set: `${name} = ${cost}`,
      condition: `(attribute_not_exists(${name}) OR ${name} <= :now)`,
      names,
      values: { [cost]: { N: `${now + costMs}` } },
    };
  }
  return {
    set: `${name} = ${name} + ${cost}`,
    condition: `(${name} > :now AND ${name} <= ${most})`,
    names,
    values: { [cost]: { N: `${costMs}` }, [most]: { N: `${now + MINUTE_MS - costMs}` } },
  };
}

function rateHeaders(buckets: readonly Bucket[], item: Item | undefined, now: number): RateHeaders {
  return Object.fromEntries(
    buckets.flatMap(({ attribute, perMinute }) => {
      const takenMs = Math.max(0, (numberOf(item, attribute) ?? 0) - now);
      const remaining = Math.max(0, Math.floor(perMinute * (1 - takenMs / MINUTE_MS)));
      return [
        [`x-ratelimit-limit-${attribute}`, `${perMinute}`],
        [`x-ratelimit-remaining-${attribute}`, `${remaining}`],
        [`x-ratelimit-reset-${attribute}`, `${Math.ceil(takenMs)}ms`],
      ];
    }),
  );
}

function tooMany({ attribute, perMinute }: Bucket, wait: number): ServiceError {
  return new ServiceError('too_many_requests', {
    message: `The limit of ${perMinute} ${attribute} a minute of this key is reached.`,
    hint: 'Wait for `retry_after_seconds`, and spread requests out; the operator can raise the limit.',
    retryAfterSeconds: wait / 1000,
    headers: {
      [`x-ratelimit-limit-${attribute}`]: `${perMinute}`,
      [`x-ratelimit-remaining-${attribute}`]: '0',
      [`x-ratelimit-reset-${attribute}`]: `${Math.ceil(wait)}ms`,
    },
  });
}
