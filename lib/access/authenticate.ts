import { hash as hashOf, timingSafeEqual } from 'node:crypto';
import type { AccessMode, AccessSettings } from '../config/access-settings.ts';
import type { Principal } from '../context/principal.ts';
import { ServiceError } from '../errors/service-error.ts';
import type { Table } from '../storage/table/table.ts';
import { cacheOfTable } from './bounded-cache.ts';
import { callerArn, type PlatformIdentity } from './identity.ts';
import { type KnownKey, readKey, readPrincipal } from './principal-store.ts';

/** What a request says of its caller. */
export interface Credentials {
  /** The header, as it came. */
  readonly authorization: string | undefined;
  readonly identity: PlatformIdentity;
}

/** What finding out takes. */
export interface Authentication {
  readonly settings: AccessSettings;
  readonly table: Table;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** How long what the table says is used before it is read again, in milliseconds: a revoked key is refused within that. */
const KEPT_MS = 60_000;
/** A new key works within this. */
const REFUSED_MS = 5_000;

/** What keys of this service begin with. */
const KEY = /^orl_[\w-]{43}$/;
/** RFC 7519: three parts of base64url, with dots between. */
const TOKEN = /^[\w-]+\.[\w-]+\.[\w-]+$/;

const keysOf = cacheOfTable<KnownKey | 'unknown'>();
const principalsOf = cacheOfTable<Principal>();

/**
 * Who asks. Throws a `ServiceError`: `unauthenticated` where nobody has been proved, `access_unavailable` where that cannot be
 * found out now.
 */
export async function authenticate(credentials: Credentials, authentication: Authentication): Promise<Principal> {
  const { modes } = authentication.settings;
  const bearer = /^Bearer +(\S+) *$/i.exec(credentials.authorization ?? '')?.[1];
  if (bearer !== undefined && (modes.includes('bearer') || modes.includes('jwt')))
    return byBearer(bearer, modes, authentication);
  const { arn, apiKeyId } = credentials.identity;
  if (modes.includes('iam') && arn) return known('iam', `iam:${callerArn(arn)}`, authentication);
  if (modes.includes('api-key') && apiKeyId) return known('api-key', `api-key:${apiKeyId}`, authentication);
  throw refused(credentials.authorization ? 'The Authorization header is none that this service takes.' : undefined);
}

async function byBearer(token: string, modes: readonly AccessMode[], authentication: Authentication) {
  if (KEY.test(token)) {
    if (modes.includes('bearer')) return byKey(token, authentication);
  } else if (TOKEN.test(token) && modes.includes('jwt') && authentication.settings.jwt) {
    const { verifyToken } = await import('./jwt.ts');
    const { principal } = await verifyToken(token, authentication.settings.jwt);
    return known('jwt', principal, authentication);
  }
  throw refused('The key or token is not valid.');
}

async function byKey(token: string, { table, now }: Authentication): Promise<Principal> {
  const hash = hashOf('sha256', token);
  const keys = keysOf(table);
  let key = keys.get(hash, now);
  if (key === undefined) {
    key = (await readKey(table, hash)) ?? 'unknown';
    keys.set(hash, key, isUsable(key, hash, now) ? Math.min(now + KEPT_MS, endOf(key)) : now + REFUSED_MS);
  }
  if (isUsable(key, hash, now)) return key.principal;
  throw refused('The key or token is not valid.');
}

/** In milliseconds since 1970. Once a key has ended, it is looked up again: it is a refusal then. */
function endOf({ expiresAt }: KnownKey): number {
  return expiresAt === undefined ? Number.POSITIVE_INFINITY : expiresAt * 1000;
}

function isUsable(key: KnownKey | 'unknown', hash: string, now: number): key is KnownKey {
  if (key === 'unknown' || key.isRevoked) return false;
  if (now >= endOf(key)) return false;
  const stored = Buffer.from(key.hash);
  const given = Buffer.from(hash);
  return stored.length === given.length && timingSafeEqual(stored, given);
}

async function known(kind: Principal['kind'], id: string, { table, now }: Authentication): Promise<Principal> {
  const principals = principalsOf(table);
  const before = principals.get(id, now);
  if (before) return before;
  const principal = await readPrincipal(table, kind, id);
  principals.set(id, principal, now + KEPT_MS);
  return principal;
}

function refused(message: string | undefined): ServiceError {
  return new ServiceError('unauthenticated', {
    ...(message === undefined ? {} : { message }),
    headers: { 'www-authenticate': 'Bearer' },
  });
}
