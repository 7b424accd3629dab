import { createHash } from 'node:crypto';

/** Makes identifiers in OpenAI's form, `<prefix>_<hex>`; the same for the same seed and order of calls. */
export type Identify = (prefix: string, hexDigits?: number) => string;

export function createIdentify(seed: string): Identify {
  let count = 0;
  return (prefix, hexDigits = 50) => {
    count += 1;
    return `${prefix}_${createHash('sha256').update(`${seed}:${count}`).digest('hex').slice(0, hexDigits)}`;
  };
}

/**
 * Repeatable numbers in [0, 1) (mulberry32): cheap enough for one call an event, and good enough for jitter and padding.
 */
export function createRandom(seed: string): () => number {
  let state = createHash('sha256').update(seed).digest().readUInt32LE(0);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
