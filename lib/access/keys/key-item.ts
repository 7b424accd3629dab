import type { Limits } from '../../context/limits.ts';
import { type Item, itemKey, numberOf, textOf } from '../../storage/table/table.ts';
import { limitsOf } from '../limits-schema.ts';

/** What a caller is, apart from its keys. */
export interface Traits {
  readonly limits: Limits;
  readonly team?: string;
  readonly admin: boolean;
}

/** The item by which a key is recognised: it says everything of its caller. */
export interface KeyItem extends Traits {
  readonly hash: string;
  /** `bearer:shop`. */
  readonly principal: string;
  readonly keyId: string;
  readonly label: string;
  /** Seconds since 1970. */
  readonly expiresAt?: number;
  readonly revokedAt?: number;
}

/** A key, as its principal's item lists it; one that is revoked is not listed. Seconds since 1970. */
export interface ListedKey {
  readonly hash: string;
  readonly label: string;
  readonly createdAt: number;
  readonly expiresAt?: number;
}

/** The item of a principal. */
export interface PrincipalItem extends Traits {
  readonly id: string;
  /** By their ids. */
  readonly keys: ReadonlyMap<string, ListedKey>;
  /** One more at each change, so that of two changes at once the second sees the first; 0 where nothing is written yet. */
  readonly revision: number;
}

/** The one partition of all principals. */
export const PRINCIPALS = 'PRINCIPALS';

/** The principal whose limits are those of everybody who has none. */
export const DEFAULT_PRINCIPAL = 'default';

export function keyItemKey(hash: string): ReturnType<typeof itemKey> {
  return itemKey(`KEY#${hash}`, 'KEY');
}

export function principalItemKey(id: string): ReturnType<typeof itemKey> {
  return itemKey(PRINCIPALS, id);
}

export function writeKeyItem(key: KeyItem): Item {
  return {
    ...keyItemKey(key.hash),
    principal: { S: key.principal },
    key_id: { S: key.keyId },
    label: { S: key.label },
    ...writeTraits(key),
    ...number('expires_at', key.expiresAt),
    ...number('revoked_at', key.revokedAt),
  };
}

/**
 * A key's item as it is.
 *
 * @throws Error where it is not what `writeKeyItem` writes
 */
export function readKeyItem(item: Item): KeyItem {
  const expiresAt = numberOf(item, 'expires_at');
  const revokedAt = numberOf(item, 'revoked_at');
  return {
    hash: text(item, 'pk').slice('KEY#'.length),
    principal: text(item, 'principal'),
    keyId: text(item, 'key_id'),
    label: textOf(item, 'label') ?? '',
    ...readTraits(item),
    ...(expiresAt !== undefined && { expiresAt }),
    ...(revokedAt !== undefined && { revokedAt }),
  };
}

export function writePrincipalItem({ id, keys, revision, ...traits }: PrincipalItem): Item {
  const listed = [...keys].map(([keyId, key]) => {
    const { hash, label, createdAt, expiresAt } = key;
    const fields = { hash: { S: hash }, label: { S: label }, ...number('created_at', createdAt) };
    return [keyId, { M: { ...fields, ...number('expires_at', expiresAt) } }] as const;
  });
  return {
    ...principalItemKey(id),
    ...writeTraits(traits),
    keys: { M: Object.fromEntries(listed) },
    revision: { N: String(revision) },
  };
}

/**
 * A principal's item as it is.
 *
 * @throws Error where it is not what `writePrincipalItem` writes
 */
export function readPrincipalItem(item: Item): PrincipalItem {
  const keys = Object.entries(item.keys?.M ?? {}).map(([keyId, { M: key }]) => {
    const expiresAt = numberOf(key, 'expires_at');
    const listed: ListedKey = {
      hash: text(key, 'hash'),
      label: textOf(key, 'label') ?? '',
      createdAt: numberOf(key, 'created_at') ?? 0,
      ...(expiresAt !== undefined && { expiresAt }),
    };
    return [keyId, listed] as const;
  });
  return { id: text(item, 'sk'), ...readTraits(item), keys: new Map(keys), revision: numberOf(item, 'revision') ?? 0 };
}

function writeTraits({ limits, team, admin }: Traits): Item {
  return {
    limits: { S: JSON.stringify(limits) },
    ...(team !== undefined && { team: { S: team } }),
    admin: { BOOL: admin },
  };
}

function readTraits(item: Item): Traits {
  const team = textOf(item, 'team');
  return {
    limits: limitsOf(textOf(item, 'limits') ?? '{}'),
    ...(team !== undefined && { team }),
    admin: item.admin?.BOOL === true,
  };
}

function text(item: Item | undefined, name: string): string {
  const value = textOf(item, name);
  if (value === undefined) throw new Error(`An item of the table lacks ${name}`);
  return value;
}

function number(name: string, value: number | undefined): Item {
  return value === undefined ? {} : { [name]: { N: String(value) } };
}
