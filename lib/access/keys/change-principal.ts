import { randomUUID } from 'node:crypto';
import type * as z from 'zod';
import { ConditionFailed, type Item, type Table } from '../../storage/table/table.ts';
import { limitsSchema } from '../limits-schema.ts';
import { KeyAdminError } from './key-admin-error.ts';
import {
  type KeyItem,
  keyItemKey,
  type ListedKey,
  type PrincipalItem,
  principalItemKey,
  readPrincipalItem,
  writeKeyItem,
  writePrincipalItem,
} from './key-item.ts';

/** Of several who change one principal at once, each round one is done. */
const ATTEMPTS = 20;

/** What becomes of a principal. */
export interface PrincipalChange<Result> {
  /** As it shall be. A key that is no longer listed is revoked, or, where it has expired, removed. */
  readonly principal: PrincipalItem;
  readonly result: Result;
}

/** A principal as it is; undefined where nothing is written of it. */
async function readPrincipal(table: Table, id: string): Promise<PrincipalItem | undefined> {
  const { Item: item } = await table.send('GetItem', {
    TableName: table.name,
    Key: principalItemKey(id),
    ConsistentRead: true,
  });
  return item && readPrincipalItem(item);
}

/** Whether a key is taken at that time, in seconds since 1970. */
export function isLive({ expiresAt }: Pick<ListedKey, 'expiresAt'>, nowSeconds: number): boolean {
  return expiresAt === undefined || expiresAt > nowSeconds;
}

/**
 * Writes a principal and the items of its keys in one transaction, if nobody has changed it in between; else `change` is asked
 * again, of what it is by then. The items of keys are made of the principal's: they cannot disagree.
 *
 * @returns the change as it was written
 * @throws KeyAdminError where the limits are not what limits are, or `change` throws it
 */
export async function changePrincipal<Result>(
  table: Table,
  id: string,
  nowSeconds: number,
  change: (current: PrincipalItem) => PrincipalChange<Result>,
): Promise<PrincipalChange<Result>> {
  for (let attempt = 1; ; attempt += 1) {
    const current = (await readPrincipal(table, id)) ?? {
      id,
      limits: {},
      admin: false,
      keys: new Map<string, ListedKey>(),
      revision: 0,
    };
    const { principal, result } = change(current);
    const limits = limitsSchema.safeParse(principal.limits);
    if (!limits.success) throw new KeyAdminError(limits.error.issues.map(problem).join('; '));
    const next = { ...principal, id, revision: current.revision + 1 };
    try {
      await table.send('TransactWriteItems', {
        // Sent again after a broken connection, it is done once.
        ClientRequestToken: randomUUID(),
        TransactItems: [principalWrite(table.name, current, next), ...keyWrites(table.name, current, next, nowSeconds)],
      });
      return { principal: next, result };
    } catch (error) {
      if (!(error instanceof ConditionFailed)) throw error;
      if (attempt === ATTEMPTS)
        throw new KeyAdminError(`Others are changing ${id} all the time: try again in a moment`);
    }
  }
}

function problem({ path: [limit], message }: z.core.$ZodIssue): string {
  return limit === undefined ? message : `${String(limit)} ${message}`;
}

function principalWrite(TableName: string, current: PrincipalItem, next: PrincipalItem) {
  const isNew = current.revision === 0;
  return {
    Put: {
      TableName,
      Item: writePrincipalItem(next),
      ConditionExpression: isNew ? 'attribute_not_exists(revision)' : 'revision = :revision',
      ...(!isNew && { ExpressionAttributeValues: { ':revision': { N: String(current.revision) } } }),
    },
  };
}

function keyWrites(TableName: string, current: PrincipalItem, next: PrincipalItem, nowSeconds: number) {
  const put = (key: Item) => ({ Put: { TableName, Item: key } });
  const gone = [...current.keys].filter(([keyId]) => !next.keys.has(keyId));
  return [
    ...[...next.keys].map(([keyId, key]) => put(writeKeyItem(keyItemOf(next, keyId, key)))),
    ...gone.map(([keyId, key]) =>
      isLive(key, nowSeconds)
        ? put(writeKeyItem({ ...keyItemOf(current, keyId, key), revokedAt: nowSeconds }))
        : { Delete: { TableName, Key: keyItemKey(key.hash) } },
    ),
  ];
}

function keyItemOf({ id, limits, team, admin }: PrincipalItem, keyId: string, key: ListedKey): KeyItem {
  const { hash, label, expiresAt } = key;
  return {
    hash,
    principal: id,
    keyId,
    label,
    limits,
    ...(team !== undefined && { team }),
    admin,
    ...(expiresAt !== undefined && { expiresAt }),
  };
}
