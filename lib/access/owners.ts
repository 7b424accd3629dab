import { setTimeout as sleep } from 'node:timers/promises';
import type { Principal } from '../context/principal.ts';
import { ServiceError } from '../errors/service-error.ts';
import { ConditionFailed, type Item, itemKey, type Table, textOf } from '../storage/table/table.ts';
import { cacheOfTable } from './bounded-cache.ts';
import type { MadeObject } from './made-object.ts';

/** Whose an object is. */
export interface Owner {
  readonly principal: string;
  readonly team?: string;
}

/** A BatchGetItem takes 100 keys (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html). */
const READ_AT_ONCE = 100;
/** Owners that are written at the same time. */
const AT_ONCE = 20;
const LONGEST_ID = 512;
/** What DynamoDB leaves of a batch is sent again after a pause, in milliseconds, which grows. */
const PAUSE_MS = 50;
const ATTEMPTS = 5;

/** A request that names more objects than this is refused: each is looked up. */
const MOST_REFERENCES = 500;

/** Owners never change. */
const FOREVER = Number.POSITIVE_INFINITY;
const cacheOf = cacheOfTable<Owner>();

/**
 * The owners of some objects, by their ids; none for what nobody has made here. What is remembered is only that something is the
 * principal's: of all else the table is asked each time, so that how long it takes tells nobody what exists. Throws as `Table.send`.
 */
export async function ownersOf(
  table: Table,
  ids: readonly string[],
  principal: Pick<Principal, 'id' | 'team'>,
): Promise<ReadonlyMap<string, Owner>> {
  const wanted = [...new Set(ids)];
  if (wanted.length > MOST_REFERENCES) throw tooMany();
  const known = cacheOf(table);
  const found = new Map<string, Owner>();
  const unknown = wanted.filter((id) => {
    const owner = known.get(id, 0);
    const isOwn = owner !== undefined && isOf(principal, owner);
    if (isOwn) found.set(id, owner);
    return !isOwn && isId(id);
  });
  for (let start = 0; start < unknown.length; start += READ_AT_ONCE) {
    for (const [id, owner] of await readOwners(table, unknown.slice(start, start + READ_AT_ONCE))) {
      found.set(id, owner);
      known.set(id, owner, FOREVER);
    }
  }
  return found;
}

/** Whether a principal may see what another has made. */
export function isOf(principal: Pick<Principal, 'id' | 'team'>, owner: Owner): boolean {
  return owner.principal === principal.id || (principal.team !== undefined && owner.team === principal.team);
}

/**
 * Writes down whose objects are. What is somebody's already stays theirs: an answer may repeat ids that its request made up. `now` in
 * milliseconds since 1970. Throws as `Table.send` does.
 */
export async function writeOwners(
  table: Table,
  objects: readonly MadeObject[],
  owner: Owner,
  now: number,
): Promise<void> {
  const single = [...new Map(objects.map((object) => [object.id, object])).values()].filter(({ id }) => isId(id));
  for (let start = 0; start < single.length; start += AT_ONCE)
    await Promise.all(single.slice(start, start + AT_ONCE).map((object) => writeOwner(table, object, owner, now)));
}

async function writeOwner(table: Table, { id, keptSeconds }: MadeObject, owner: Owner, now: number): Promise<void> {
  const ttl = keptSeconds === undefined ? {} : { ttl: { N: `${Math.ceil(now / 1000) + keptSeconds}` } };
  const team = owner.team === undefined ? {} : { team: { S: owner.team } };
  try {
    await table.send('PutItem', {
      TableName: table.name,
      Item: { ...itemKey(objectKey(id), 'OWNER'), principal: { S: owner.principal }, ...team, ...ttl },
      ConditionExpression: 'attribute_not_exists(pk)',
    });
    cacheOf(table).set(id, owner, FOREVER);
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
  }
}

async function readOwners(table: Table, ids: readonly string[]): Promise<ReadonlyMap<string, Owner>> {
  const found = new Map<string, Owner>();
  let keys: readonly object[] = ids.map((id) => itemKey(objectKey(id), 'OWNER'));
  for (let attempt = 1; keys.length > 0; attempt += 1) {
    if (attempt > 1) await sleep(PAUSE_MS * attempt);
    const { Responses, UnprocessedKeys } = await table.send('BatchGetItem', {
      RequestItems: { [table.name]: { Keys: keys as Item[] } },
    });
    const items = Responses?.[table.name];
    // What is not told is not "nobody's".
    if (!Array.isArray(items) || attempt > ATTEMPTS)
      throw new ServiceError('access_unavailable', { cause: new Error('DynamoDB answers a part of what was asked') });
    for (const item of items) {
      const principal = textOf(item, 'principal');
      const team = textOf(item, 'team');
      const id = textOf(item, 'pk')?.slice('OBJECT#'.length);
      if (id !== undefined && principal !== undefined)
        found.set(id, { principal, ...(team === undefined ? {} : { team }) });
    }
    keys = UnprocessedKeys?.[table.name]?.Keys ?? [];
  }
  return found;
}

/** OpenAI's ids have some fifty characters; a partition key has 2,048 bytes at most, in UTF-8. What is no id is nobody's. */
function isId(id: string): boolean {
  return id !== '' && id.length <= LONGEST_ID && id.isWellFormed();
}

function objectKey(id: string): string {
  return `OBJECT#${id}`;
}

function tooMany(): ServiceError {
  return new ServiceError('limit_exceeded', {
    message: `The request names more than ${MOST_REFERENCES} objects.`,
    hint: 'Name fewer files, items and stores in one request.',
  });
}
