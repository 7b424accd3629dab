import { garbageCollection } from './collect-garbage.ts';
import type { LongString } from './long-strings.ts';

/** Characters of base64 that stand for whole bytes. */
const GROUP = 4;
/** Decoded at a time: a whole number of groups, and small enough that its string is soon forgotten. */
const STEP = 16_384;
/** After this many characters, the strings that they were are collected: V8 lets 32 MB of them gather else. */
const COLLECTED_CHARACTERS = 1024 * 1024;

/** The bytes of base64 text that was read in pieces, decoded once and step by step. */
export function decodeBase64(base64: LongString): Buffer {
  const characters = base64.reduce((sum, piece) => sum + piece.length, 0);
  const bytes = Buffer.allocUnsafeSlow(Math.ceil((characters * 3) / GROUP));
  let length = 0;
  let carried = '';
  const collectGarbage = garbageCollection(COLLECTED_CHARACTERS);
  for (const piece of base64) {
    // A group cut between two pieces is put together first: the rest of the piece is whole groups again.
    const missing = carried === '' ? 0 : GROUP - carried.length;
    const group = carried + piece.toString('latin1', 0, missing);
    if (group.length === GROUP) length += bytes.write(group, length, 'base64');
    const end = piece.length - Math.max((piece.length - missing) % GROUP, 0);
    for (let at = missing; at < end; at += STEP) {
      length += bytes.write(piece.toString('latin1', at, Math.min(at + STEP, end)), length, 'base64');
    }
    collectGarbage(piece.length);
    carried = group.length < GROUP && missing > 0 ? group : piece.toString('latin1', Math.max(end, missing));
  }
  length += bytes.write(carried, length, 'base64');
  return bytes.subarray(0, length);
}
