const QUOTE = 34;
const BACKSLASH = 92;
const COMMA = 44;
const [OPENED_LIST, CLOSED_LIST, OPENED_MAP, CLOSED_MAP] = [91, 93, 123, 125];

/** Bytes that V8 takes for an empty list or object, and for a place in one of them. */
const STRUCTURE_BYTES = 48;
const PLACE_BYTES = 8;

/** What a JSON text becomes once it is parsed. */
export interface JsonShape {
  /** Its deepest level of lists and objects. */
  readonly depth: number;
  /** About how many bytes of memory its lists and objects take, their strings and keys apart. */
  readonly bytes: number;
}

/** The shape of a JSON text. Looks at every character once; of text that is no JSON it says anything. */
export function jsonShape(text: string): JsonShape {
  let level = 0;
  let depth = 0;
  let bytes = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    else if (code === COMMA) bytes += PLACE_BYTES;
    else if (code === OPENED_LIST || code === OPENED_MAP) {
      level += 1;
      bytes += STRUCTURE_BYTES;
      depth = Math.max(depth, level);
    } else if (code === CLOSED_LIST || code === CLOSED_MAP) level -= 1;
  }
  return { depth, bytes };
}

/** Where the string that begins at a quote ends; the end of the text where it does not. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let before = end - 1;
    while (text.charCodeAt(before) === BACKSLASH) before -= 1;
    if ((end - before) % 2 === 1) return end;
  }
  return text.length;
}
