import { createHash } from 'node:crypto';

/** Ids that stand in a key as they are, OpenAI's own: no dots, slashes, controls or anything that S3 would encode. */
export const PLAIN_ID = /^[A-Za-z0-9_-]{1,128}$/;

/** Ids that other gateways make; what else there is, and what would be another path, must not get near a key. */
const STORABLE = /^(?!\.{1,2}$)[A-Za-z0-9_=.-]{1,512}$/;

/** What `keyPart` makes of ids: as the source of a regular expression. */
export const KEY_PART = '(?:[A-Za-z0-9_-]{1,128}|sha256\\.[0-9a-f]{64})';

/**
 * What of a key says whose it is; undefined for an id that no key may have. Long ids, and those with dots or `=`, are hashed: no
 * dots reach a path, and no key is too long. A hash has a dot, so it is never another response's own id.
 */
export function keyPart(id: string): string | undefined {
  if (PLAIN_ID.test(id)) return id;
  return STORABLE.test(id) ? `sha256.${createHash('sha256').update(id).digest('hex')}` : undefined;
}

/** Whether a key tells no id, only its hash. */
export function isHashed(part: string): boolean {
  return part.includes('.');
}
