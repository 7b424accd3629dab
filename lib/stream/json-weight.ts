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
 *
 * Strings are passed over natively: a loop over the bytes of an image is compiled, and compiling it takes more memory than it saves.
 */
export function jsonWeight(pieces: readonly Buffer[]): number {
  let weight = 0;
  let isInString = false;
  /** Whether a backslash at the end of the piece before escapes the first byte of the next. */
  let isEscaped = false;
  for (const piece of pieces) {
    for (let at = 0; at < piece.length; ) {
      const quote = piece.indexOf(QUOTE, at);
      const end = quote < 0 ? piece.length : quote;
      if (!isInString) {
        weight += structureWeight(piece, at, end);
        isInString = quote >= 0;
        isEscaped = false;
      } else {
        isEscaped = leavesEscape(piece, at, end, isEscaped);
        if (quote >= 0) {
          isInString = isEscaped;
          isEscaped = false;
        }
      }
      at = end + 1;
    }
  }
  return weight;
}

/** What lies outside of strings. */
function structureWeight(piece: Buffer, start: number, end: number): number {
  let weight = 0;
  for (let at = start; at < end; at += 1) {
    const byte = piece[at];
    if (byte === COMMA) weight += PLACE_BYTES;
    else if (byte === BRACKET) weight += ARRAY_BYTES;
    else if (byte === BRACE) weight += OBJECT_BYTES;
  }
  return weight;
}

/** Whether what lies inside a string, from `start` to `end`, leaves what comes after it escaped. */
function leavesEscape(piece: Buffer, start: number, end: number, isEscaped: boolean): boolean {
  let first = end;
  while (first > start && piece[first - 1] === BACKSLASH) first -= 1;
  const backslashes = end - first + (first === start && isEscaped ? 1 : 0);
  return backslashes % 2 === 1;
}
