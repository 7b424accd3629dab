import { createHash, randomBytes } from 'node:crypto';

/** By this, scanners of secrets and people recognise a key of this service. */
export const KEY_PREFIX = 'orl_';

/** 256 random bits, which are 43 characters of base64url. */
const KEY_BYTES = 32;
const KEY = /^orl_[A-Za-z0-9_-]{43}$/;

/** So many random bytes. */
export type Random = (bytes: number) => Uint8Array;

/** A new key; it is shown once, and kept as its hash alone. */
export function newKey(random: Random = randomBytes): string {
  return `${KEY_PREFIX}${Buffer.from(random(KEY_BYTES)).toString('base64url')}`;
}

/** Whether a text may be a key. Whether it is one, the table says. */
export function isKey(text: string): boolean {
  return KEY.test(text);
}

/**
 * SHA-256, in hexadecimal. A slow hash would guard keys that can be guessed; 256 random bits cannot. The last of a key's characters
 * stands for four bits, so that others decode to the same bytes: it is the text that is hashed, and one alone fits.
 */
export function hashOfKey(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}
