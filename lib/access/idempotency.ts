import { createHash } from 'node:crypto';
import { ServiceError } from '../errors/service-error.ts';
import { ConditionFailed, type Item, itemKey, numberOf, type Table, textOf } from '../storage/table/table.ts';

/** A request that carries an `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header). */
export interface OnceRequest {
  readonly principal: string;
  /** The header's value. */
  readonly key: string;
  /** What is asked: endpoint and body. Another one under the same key is refused. */
  readonly asked: string;
  readonly endpoint: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** By then the request has ended, whatever becomes of it; milliseconds since 1970. */
  readonly leasedUntil: number;
}

/** The first answer, as far as it is kept. */
export interface KeptAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  /** As text; undefined where only the response is known. */
  readonly body?: string;
  /** Where S3 has the body. */
  readonly bodyKey?: string;
  /** What OpenAI made. */
  readonly responseId?: string;
  /** Whether its stream can be resumed. */
  readonly isResumable: boolean;
  /** Whether OpenAI keeps the response. */
  readonly isStored: boolean;
}

/** A request that runs for the first time under its key. */
export interface OnceTicket {
  readonly key: ReturnType<typeof itemKey>;
  readonly lease: string;
}

/** A repeat is answered for so long, in seconds. */
const KEPT_SECONDS = 86_400;
/** Asked again no sooner, in seconds. */
const SOONEST_SECONDS = 1;

const FORM = /^[\x21-\x7e]{1,255}$/;

/**
 * Begins a request under its key, or tells how the first one was answered. Throws a `ServiceError`: `idempotency_key_reused`,
 * `idempotency_in_progress`, `idempotency_outcome_unknown`, `validation_failed`, `access_unavailable`.
 */
export async function beginOnce(table: Table, request: OnceRequest): Promise<OnceTicket | KeptAnswer> {
  if (!FORM.test(request.key)) throw badKey();
  const key = itemKey(`IDEMPOTENCY#${request.principal}#${sha256(request.key)}`, 'REQUEST');
  const fingerprint = sha256(request.asked);
  const lease = `${request.leasedUntil}-${fingerprint.slice(0, 8)}-${Math.random()}`;
  const item = {
    ...key,
    endpoint: { S: request.endpoint },
    fingerprint: { S: fingerprint },
    state: { S: 'running' },
    lease: { S: lease },
    leased_until: { N: `${request.leasedUntil}` },
    ttl: { N: `${Math.ceil(request.now / 1000) + KEPT_SECONDS}` },
  };
  try {
    await table.send('PutItem', {
      TableName: table.name,
      Item: item,
      // DynamoDB deletes items some time after their end.
      ConditionExpression: 'attribute_not_exists(pk) OR #ttl < :now OR #lease = :lease',
      ExpressionAttributeNames: { '#ttl': 'ttl', '#lease': 'lease' },
      ExpressionAttributeValues: { ':now': { N: `${Math.floor(request.now / 1000)}` }, ':lease': { S: lease } },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
    return { key, lease };
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
    return keptAnswer(error.item(), fingerprint, request.now);
  }
}

/** Notes what OpenAI makes, so that a repeat hears of it whatever becomes of the request. */
export async function noteResponse(
  table: Table,
  ticket: OnceTicket,
  { responseId = '', isResumable, isStored }: Pick<KeptAnswer, 'responseId' | 'isResumable' | 'isStored'>,
): Promise<void> {
  await update(table, ticket, 'SET response_id = :id, resumable = :resumable, stored = :stored', {
    ':id': { S: responseId },
    ':resumable': { BOOL: isResumable },
    ':stored': { BOOL: isStored },
  });
}

/** Keeps the answer. Throws `access_unavailable`. */
export async function keepAnswer(table: Table, ticket: OnceTicket, answer: KeptAnswer): Promise<void> {
  const { statusCode, headers, body, bodyKey, responseId, isResumable, isStored } = answer;
  const fields: Readonly<Record<string, object | undefined>> = {
    state: { S: 'done' },
    status: { N: `${statusCode}` },
    headers: { S: JSON.stringify(headers) },
    resumable: { BOOL: isResumable },
    stored: { BOOL: isStored },
    body: body === undefined ? undefined : { S: body },
    body_key: bodyKey === undefined ? undefined : { S: bodyKey },
    response_id: responseId === undefined ? undefined : { S: responseId },
  };
  const set = Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]));
  await update(
    table,
    ticket,
    `SET ${set.map(({ name }) => `#${name} = :${name}`).join(', ')}`,
    Object.fromEntries(set.map(({ name, value }) => [`:${name}`, value])),
    Object.fromEntries(set.map(({ name }) => [`#${name}`, name])),
  );
}

/** The request has cost nothing: it may be sent again under its key. */
export async function forgetOnce(table: Table, { key, lease }: OnceTicket): Promise<void> {
  await table
    .send('DeleteItem', {
      TableName: table.name,
      Key: key,
      ConditionExpression: '#lease = :lease',
      ExpressionAttributeNames: { '#lease': 'lease' },
      ExpressionAttributeValues: { ':lease': { S: lease } },
    })
    .catch(ignoreOthers);
}

/** Nobody can tell what became of the request: a repeat is told so, and does not wait. */
export async function giveUpOnce(table: Table, ticket: OnceTicket): Promise<void> {
  await update(table, ticket, 'SET leased_until = :now', { ':now': { N: '0' } });
}

async function update(
  table: Table,
  { key, lease }: OnceTicket,
  expression: string,
  values: Readonly<Record<string, object>>,
  names: Readonly<Record<string, string>> = {},
): Promise<void> {
  await table
    .send('UpdateItem', {
      TableName: table.name,
      Key: key,
      UpdateExpression: expression,
      ConditionExpression: '#lease = :lease',
      ExpressionAttributeNames: { ...names, '#lease': 'lease' },
      ExpressionAttributeValues: { ...(values as Item), ':lease': { S: lease } },
    })
    .catch(ignoreOthers);
}

/** After its day, the key may be another request's. */
function ignoreOthers(error: unknown): void {
  if (!(error instanceof ConditionFailed)) throw error;
}

function keptAnswer(item: Item | undefined, fingerprint: string, now: number): KeptAnswer {
  if (textOf(item, 'fingerprint') !== fingerprint) throw new ServiceError('idempotency_key_reused');
  const responseId = textOf(item, 'response_id');
  const isResumable = item?.resumable?.BOOL === true;
  const isStored = item?.stored?.BOOL !== false;
  if (textOf(item, 'state') !== 'done') {
    const left = ((numberOf(item, 'leased_until') ?? 0) - now) / 1000;
    if (left <= 0) {
      // Of a response that is known, it is told how to get it.
      if (responseId !== undefined) return { statusCode: 200, headers: {}, responseId, isResumable, isStored };
      throw new ServiceError('idempotency_outcome_unknown', { headers: { 'x-should-retry': 'false' } });
    }
    throw new ServiceError('idempotency_in_progress', {
      retryAfterSeconds: Math.max(SOONEST_SECONDS, Math.min(5, left)),
      ...(responseId === undefined
        ? {}
        : { message: `The first request with this idempotency key is still running: it is making ${responseId}.` }),
    });
  }
  const body = textOf(item, 'body');
  const bodyKey = textOf(item, 'body_key');
  return {
    statusCode: numberOf(item, 'status') ?? 200,
    headers: JSON.parse(textOf(item, 'headers') ?? '{}'),
    isResumable,
    isStored,
    ...(body === undefined ? {} : { body }),
    ...(bodyKey === undefined ? {} : { bodyKey }),
    ...(responseId === undefined ? {} : { responseId }),
  };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function badKey(): ServiceError {
  return new ServiceError('validation_failed', {
    message: 'Invalid Idempotency-Key header.',
    parameter: 'Idempotency-Key',
    hint: 'Send 1 to 255 visible ASCII characters, such as a UUID.',
  });
}
