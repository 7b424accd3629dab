import { bodyLimits } from './body-limits.ts';

const QUOTE = 34;
const COMMA = 44;
const BRACKET = 91;
const BACKSLASH = 92;
const BRACE = 123;

/** Bytes that V8 takes for an empty array, an empty object, and a place in one of them. */
const ARRAY_BYTES = 40;
const OBJECT_BYTES = 48;
const PLACE_BYTES = 8;

/** JSON of fewer bytes is never too heavy: no structure takes more than sixteen times as much. */
const WEIGHED_BYTES = bodyLimits.structure / 16;

/** Whether the values of some JSON, of `length` bytes, take more memory than is given to one body or event. */
export function isTooHeavy(length: number, pieces: readonly Buffer[]): boolean {
  return length > WEIGHED_BYTES && jsonWeight(pieces) > bodyLimits.structure;
}

/**
 * About how many bytes of memory the structure of some JSON takes once it is parsed, its strings and keys apart: that of `[[],[],…`
 * takes sixteen times its size. What is not valid JSON has some weight too.
 */
export function jsonWeight(pieces: readonly Buffer[]): number {
  let weight = 0;
  let isInString = false;
  let isEscaped = false;
  for (const piece of pieces) {
    // The inside of an image, found natively.
    if (isInString && !piece.includes(QUOTE)) {
      isEscaped = leavesEscape(piece, isEscaped);
      continue;
    }
    for (let at = 0; at < piece.length; at += 1) {
      const byte = piece[at];
      if (isInString) {
        if (isEscaped) isEscaped = false;
        else if (byte === BACKSLASH) isEscaped = true;
        else if (byte === QUOTE) isInString = false;
      } else if (byte === QUOTE) isInString = true;
      else if (byte === COMMA) weight += PLACE_BYTES;
      else if (byte === BRACKET) weight += ARRAY_BYTES;
      else if (byte === BRACE) weight += OBJECT_BYTES;
    }
  }
  return weight;
}

/** Whether what lies inside a string ends in a backslash that escapes what comes behind it. */
function leavesEscape(piece: Buffer, isEscaped: boolean): boolean {
  let backslashes = 0;
  while (backslashes < piece.length && piece[piece.length - 1 - backslashes] === BACKSLASH) backslashes += 1;
  const escaped = backslashes === piece.length && isEscaped ? backslashes + 1 : backslashes;
  return escaped % 2 === 1;
}
