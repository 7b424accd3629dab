import { setTimeout as sleep } from 'node:timers/promises';
import type { Limits } from '../context/limits.ts';
import type { Principal, PrincipalKind } from '../context/principal.ts';
import { ServiceError } from '../errors/service-error.ts';
import { type Item, itemKey, numberOf, type Table, textOf } from '../storage/table/table.ts';

/** What the table says of a caller's key. */
export interface KnownKey {
  readonly principal: Principal;
  /** Seconds since 1970; absent: it does not end. */
  readonly expiresAt?: number;
  readonly isRevoked: boolean;
  /** SHA-256 of the whole key, in hex, as the table has it. */
  readonly hash: string;
}

const DEFAULT_LIMITS = itemKey('PRINCIPALS', 'default');

/** The key of a hash with its principal; undefined where there is none. Throws as `Table.send` does. */
export async function readKey(table: Table, hash: string): Promise<KnownKey | undefined> {
  const [key, defaults] = await readPair(table, itemKey(`KEY#${hash}`, 'KEY'));
  const id = textOf(key, 'principal');
  if (!key || id === undefined) return undefined;
  const expiresAt = numberOf(key, 'expires_at');
  return {
    principal: await principalOf('bearer', id, key, defaults),
    isRevoked: key.revoked_at !== undefined,
    hash: (textOf(key, 'pk') ?? '').slice('KEY#'.length),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
}

/** A principal that has proved itself elsewhere, with what the table says of it. */
export async function readPrincipal(table: Table, kind: PrincipalKind, id: string): Promise<Principal> {
  const [item, defaults] = await readPair(table, itemKey('PRINCIPALS', id));
  return principalOf(kind, id, item, defaults);
}

/** What DynamoDB leaves of a read is asked for again after a pause, in milliseconds, which grows. */
const PAUSE_MS = 25;
const ATTEMPTS = 4;

/**
 * An item, and the deployment's default limits, in one request. DynamoDB may leave one of them for later: who asks is not told from
 * half an answer, since a caller without the default limits would have none.
 */
async function readPair(
  table: Table,
  key: ReturnType<typeof itemKey>,
): Promise<readonly [Item | undefined, Item | undefined]> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    if (attempt > 1) await sleep(PAUSE_MS * attempt);
    const { Responses, UnprocessedKeys } = await table.send('BatchGetItem', {
      RequestItems: { [table.name]: { Keys: [key, DEFAULT_LIMITS] } },
    });
    const items = Responses?.[table.name];
    if (!Array.isArray(items) || UnprocessedKeys?.[table.name]) continue;
    const found = ({ pk, sk }: typeof key) => items.find((item) => item.pk?.S === pk.S && item.sk?.S === sk.S);
    return [found(key), found(DEFAULT_LIMITS)];
  }
  throw new ServiceError('access_unavailable', { cause: new Error('DynamoDB answers a part of what was asked') });
}

async function principalOf(
  kind: PrincipalKind,
  id: string,
  item: Item | undefined,
  defaults: Item | undefined,
): Promise<Principal> {
  const team = textOf(item, 'team');
  return {
    kind,
    id,
    isAdmin: item?.admin?.BOOL === true,
    limits: { ...(await storedLimits(defaults)), ...(await storedLimits(item)) },
    ...(team === undefined ? {} : { team }),
  };
}

/** The schema of limits is loaded where there are some. */
async function storedLimits(item: Item | undefined): Promise<Limits> {
  const text = textOf(item, 'limits');
  if (text === undefined || text === '{}') return {};
  const { limitsOf } = await import('./limits-schema.ts');
  return limitsOf(text);
}
