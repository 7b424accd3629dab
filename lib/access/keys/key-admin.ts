import { randomBytes } from 'node:crypto';
import type { Limits } from '../../context/limits.ts';
import { type Item, type Table, textOf } from '../../storage/table/table.ts';
import { changePrincipal, isLive } from './change-principal.ts';
import { KeyAdminError } from './key-admin-error.ts';
import { hashOfKey, newKey, type Random } from './key-format.ts';
import { DEFAULT_PRINCIPAL, type ListedKey, PRINCIPALS, type PrincipalItem, readPrincipalItem } from './key-item.ts';

/** One in use, and one that takes its place. */
const LIVE_KEYS = 2;
const KEY_ID_BYTES = 6;

/** The clock, in milliseconds since 1970, and randomness. */
export interface KeyAdminOptions {
  readonly now: () => number;
  readonly random?: Random;
}

/** A key that was made. */
export interface MadeKey {
  /** Shown this once: it is written down nowhere. */
  readonly key: string;
  readonly keyId: string;
  readonly principal: string;
  readonly label: string;
  /** Seconds since 1970. */
  readonly expiresAt?: number;
}

/** Single limits to set; null removes one. */
export type LimitChanges = { readonly [Name in keyof Limits]?: Limits[Name] | null };

/** What to change of a principal; what is left out stays. A team of null is none. */
export interface PrincipalChanges {
  readonly limits?: LimitChanges;
  readonly team?: string | null;
  readonly admin?: boolean;
}

/** A key to be made; its end in seconds since 1970. */
export interface KeyWish {
  readonly label?: string;
  readonly expiresAt?: number;
}

/**
 * A caller's first key, and what the caller may do.
 *
 * @throws KeyAdminError where it has a key already
 */
export async function createKey(
  table: Table,
  id: string,
  wish: KeyWish & PrincipalChanges,
  options: KeyAdminOptions,
): Promise<MadeKey> {
  const nowSeconds = seconds(options);
  checkEnd(wish.expiresAt, nowSeconds);
  const { result } = await changePrincipal(table, id, nowSeconds, (current) => {
    const live = liveKeys(current, nowSeconds);
    if (live.length > 0)
      throw new KeyAdminError(
        `${id} has a key already (${names(live)}): make a second one with \`npm run keys -- rotate\`, or revoke it first with \`revoke\``,
      );
    return withKey(changed(current, wish), [], made(id, wish, options), nowSeconds);
  });
  return result;
}

/** What becomes of the key that a new one replaces: it stays, is revoked at once, or ends at a time, in seconds since 1970. */
export type OldKey = 'keep' | 'revoke' | { readonly endsAt: number };

/** As long as the old key was given, from now on; none where that does not end. */
function sameLifetime({ createdAt, expiresAt }: ListedKey, nowSeconds: number): Pick<KeyWish, 'expiresAt'> {
  if (expiresAt === undefined) return {};
  return { expiresAt: nowSeconds + Math.max(1, expiresAt - createdAt) };
}

/**
 * A second key for a caller, which lives as long as the first was given unless `expiresAt` says otherwise.
 *
 * @throws KeyAdminError where it has none, or two
 */
export async function rotateKey(
  table: Table,
  id: string,
  wish: KeyWish & { readonly old: OldKey },
  options: KeyAdminOptions,
): Promise<MadeKey & { readonly oldKeyId: string }> {
  const nowSeconds = seconds(options);
  checkEnd(wish.expiresAt, nowSeconds);
  if (typeof wish.old === 'object') checkEnd(wish.old.endsAt, nowSeconds);
  const { result } = await changePrincipal(table, id, nowSeconds, (current) => {
    const live = liveKeys(current, nowSeconds);
    const [old] = live;
    if (!old) throw new KeyAdminError(`${id} has no key that could be rotated: create one`);
    if (live.length >= LIVE_KEYS)
      throw new KeyAdminError(`${id} has ${live.length} keys (${names(live)}), which is the most: revoke one first`);
    const [oldKeyId, oldKey] = old;
    const key = made(id, { label: oldKey.label, ...sameLifetime(oldKey, nowSeconds), ...wish }, options);
    const { principal } = withKey(current, kept(oldKeyId, oldKey, wish.old), key, nowSeconds);
    return { principal, result: { ...key, oldKeyId } };
  });
  return result;
}

/**
 * Ends keys at once, as far as containers know it: they keep what they have looked up for a minute.
 *
 * @returns the ids of the keys that were revoked
 * @throws KeyAdminError where there is no such key
 */
export async function revokeKey(
  table: Table,
  id: string,
  keyId: string | 'all',
  options: KeyAdminOptions,
): Promise<readonly string[]> {
  const nowSeconds = seconds(options);
  const { result } = await changePrincipal(table, id, nowSeconds, (current) => {
    const live = liveKeys(current, nowSeconds);
    const revoked = live.filter(([name]) => keyId === 'all' || name === keyId).map(([name]) => name);
    if (revoked.length === 0) {
      const has = live.length > 0 ? `its keys are ${names(live)}` : 'it has none that is live';
      throw new KeyAdminError(`${id} has no key ${keyId === 'all' ? 'to revoke' : keyId}: ${has}`);
    }
    const keys = new Map([...current.keys].filter(([name]) => !revoked.includes(name)));
    return { principal: { ...current, keys }, result: revoked };
  });
  return result;
}

/**
 * Sets or removes single limits, team and admin of any principal, or the limits of `default`; its keys know it from their next
 * look-up on.
 *
 * @returns the principal as it is then
 * @throws KeyAdminError where a limit is not what it should be
 */
export async function setLimits(
  table: Table,
  id: string,
  changes: PrincipalChanges,
  options: KeyAdminOptions,
): Promise<PrincipalItem> {
  if (id === DEFAULT_PRINCIPAL && (changes.team !== undefined || changes.admin !== undefined))
    throw new KeyAdminError('The default has limits alone: give a team, or admin, to a principal');
  const { principal } = await changePrincipal(table, id, seconds(options), (current) => ({
    principal: changed(current, changes),
    result: undefined,
  }));
  return principal;
}

/** Every principal that something is written of, by their ids, with the keys that are not revoked. */
export async function listKeys(table: Table): Promise<readonly PrincipalItem[]> {
  const principals: PrincipalItem[] = [];
  let from: Item | undefined;
  do {
    const page = await table.send('Query', {
      TableName: table.name,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: PRINCIPALS } },
      ConsistentRead: true,
      ExclusiveStartKey: from,
    });
    for (const item of page.Items ?? []) principals.push(readable(item));
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
  return principals;
}

function readable(item: Item): PrincipalItem {
  try {
    return readPrincipalItem(item);
  } catch (cause) {
    throw new KeyAdminError(
      `The item of ${textOf(item, 'sk')} in the partition ${PRINCIPALS} cannot be read: mend it in DynamoDB, or delete it`,
      { cause },
    );
  }
}

type NamedKey = readonly [string, ListedKey];

function seconds({ now }: KeyAdminOptions): number {
  return Math.floor(now() / 1000);
}

function checkEnd(end: number | undefined, nowSeconds: number): void {
  if (end !== undefined && end <= nowSeconds) throw new KeyAdminError('A key ends in the future: give a later time');
}

function liveKeys({ keys }: PrincipalItem, nowSeconds: number): NamedKey[] {
  return [...keys].filter(([, key]) => isLive(key, nowSeconds));
}

function names(keys: readonly NamedKey[]): string {
  return keys.map(([keyId]) => keyId).join(' and ');
}

function kept(keyId: string, key: ListedKey, old: OldKey): NamedKey[] {
  if (old === 'revoke') return [];
  if (old === 'keep') return [[keyId, key]];
  return [[keyId, { ...key, expiresAt: Math.min(old.endsAt, key.expiresAt ?? old.endsAt) }]];
}

function made(
  principal: string,
  { label = '', expiresAt }: KeyWish,
  { random = randomBytes }: KeyAdminOptions,
): MadeKey {
  const keyId = Buffer.from(random(KEY_ID_BYTES)).toString('hex');
  return { key: newKey(random), keyId, principal, label, ...(expiresAt !== undefined && { expiresAt }) };
}

/** The principal with these keys and a new one; what has expired is forgotten. */
function withKey(principal: PrincipalItem, others: readonly NamedKey[], key: MadeKey, createdAt: number) {
  const { label, expiresAt } = key;
  const listed = { hash: hashOfKey(key.key), label, createdAt, ...(expiresAt !== undefined && { expiresAt }) };
  return { principal: { ...principal, keys: new Map([...others, [key.keyId, listed] as const]) }, result: key };
}

function changed(current: PrincipalItem, { limits = {}, team, admin }: PrincipalChanges): PrincipalItem {
  const merged = Object.entries({ ...current.limits, ...limits }).filter(([, limit]) => limit !== null);
  const { team: before, ...others } = current;
  const after = team === undefined ? before : (team ?? undefined);
  return {
    ...others,
    // Checked as a whole before it is written.
    limits: Object.fromEntries(merged),
    ...(after !== undefined && { team: after }),
    admin: admin ?? current.admin,
  };
}
