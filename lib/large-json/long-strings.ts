import { type ByteString, byteStringOf } from './byte-string.ts';

/** A long string value of some JSON, less its quotes: its bytes in pieces, as they were read. */
export type LongString = readonly Buffer[];

/** JSON whose long strings have been taken out, with a placeholder where each was: small, whatever its images weigh. */
export interface ShortenedJson {
  readonly json: ByteString;
  /** In the order of the placeholders. */
  readonly strings: readonly LongString[];
}

const QUOTE = 34;
const BACKSLASH = 92;

/** A shorter stretch stays where it is: it costs little, and a key or a type in it is still read as such. */
const LONG_BYTES = 16_384;

/** How a data URI begins (RFC 2397), a slash of its media type escaped or not. */
const DATA_URI = /^data:[^,]*;base64,/i;
const LONGEST_HEAD = 200;

/** All that JSON has outside of strings (RFC 8259): structure, white space, numbers, `true`, `false` and `null`. */
const OUTSIDE = new Set(Buffer.from('{}[]:, \t\r\n0123456789+-.eEtrufalsn'));

/** No caller and no model can know it, so nothing that they write is taken for a placeholder. */
const nonce = Math.random().toString(36).slice(2);
const PLACEHOLDER = new RegExp(`^~${nonce}:(\\d+)~$`);
const PLACEHOLDERS = new RegExp(`(~${nonce}:\\d+~)`);

/** The placeholder that stands for a string: for JSON whose long strings were never in it. */
export function placeholderOf(index: number): ByteString {
  return `~${nonce}:${index}~`;
}

/** The string whose placeholder a value is; `undefined` for any other value. */
export function longStringOf(value: unknown, strings: readonly LongString[]): LongString | undefined {
  const index = typeof value === 'string' ? PLACEHOLDER.exec(value)?.[1] : undefined;
  return index === undefined ? undefined : strings[Number(index)];
}

/**
 * Takes the long strings out of valid JSON that was read in pieces of some 64 KB, without making a string of them.
 *
 * What stands between two quotes is either all inside a string or all outside of one. So a long stretch without a quote
 * need not be parsed to be told: outside of strings JSON has few characters. `known` are the strings of lines before, where
 * the JSON is one line of several.
 *
 * @example
 * const { json, strings } = takeOutLongStrings(pieces);
 * const answer = { ...JSON.parse(decodeText(json)), seen: true };
 * for (const part of withLongStrings(encodeText(JSON.stringify(answer)), strings)) sink.write(part);
 */
export function takeOutLongStrings(pieces: readonly Buffer[], known: readonly LongString[] = []): ShortenedJson {
  const strings = [...known];
  let json = '';
  /** What came after the last quote. */
  let stretch: Buffer[] = [];
  for (const piece of pieces) {
    const first = piece.indexOf(QUOTE);
    if (first < 0) {
      stretch.push(piece);
      continue;
    }
    const { head = '', string, text } = cutStretch([...stretch, piece.subarray(0, first)]);
    if (string) json += head + placeholderOf(strings.push(string) - 1);
    const last = piece.lastIndexOf(QUOTE);
    json += text + byteStringOf(piece.subarray(first, last + 1));
    stretch = [piece.subarray(last + 1)];
  }
  return { json: json + textOf(stretch), strings };
}

/** Bytes of a string that are left where only its beginning is wanted. */
const SHORT_BYTES = 2_000;
/** Characters and whole escapes (RFC 8259 §7). */
const WHOLE = /^(?:[^\\]|\\u[\da-f]{4}|\\[^u])*/i;

/** The beginning of a long string, as a string of JSON still: neither an escape nor a character is cut. */
export function shortenedString(string: LongString): LongString {
  if (sizeOf(string) <= SHORT_BYTES) return string;
  const text = Buffer.concat(string, SHORT_BYTES)
    .toString('utf8')
    .replace(/\ufffd+$/, '');
  return [Buffer.from(`${WHOLE.exec(text)?.[0] ?? ''}…`)];
}

/** What becomes a string of a stretch between two quotes, and what stays after it. */
function cutStretch(stretch: readonly Buffer[]): {
  readonly head?: ByteString;
  readonly string?: LongString;
  readonly text: ByteString;
} {
  if (sizeOf(stretch) < LONG_BYTES || !liesInString(stretch)) return { text: textOf(stretch) };
  const { head, rest: string } = cutHead(stretch);
  // Backslashes before the quote are what it is escaped by: apart from them it would end the string.
  let text = '';
  for (let piece = string.pop(); piece; piece = string.pop()) {
    let end = piece.length;
    while (end > 0 && piece[end - 1] === BACKSLASH) end -= 1;
    text += '\\'.repeat(piece.length - end);
    if (end === 0) continue;
    string.push(piece.subarray(0, end));
    break;
  }
  return { head, string: string.filter((piece) => piece.length > 0), text };
}

/** Cuts a data URI's beginning (`data:image/png;base64,`) off a string: it says what the rest is, and so stays where it is. */
function cutHead(stretch: readonly Buffer[]): { readonly head: ByteString; readonly rest: Buffer[] } {
  const start = Buffer.concat(stretch, Math.min(LONGEST_HEAD, sizeOf(stretch))).toString('latin1');
  const head = DATA_URI.exec(start)?.[0] ?? '';
  let left = head.length;
  const rest = stretch.map((piece) => {
    const cut = Math.min(left, piece.length);
    left -= cut;
    return piece.subarray(cut);
  });
  return { head, rest };
}

function sizeOf(pieces: readonly Buffer[]): number {
  return pieces.reduce((sum, piece) => sum + piece.length, 0);
}

/** Whether bytes without a quote are part of a string. `false` says nothing: a string may look like anything. */
export function liesInString(stretch: readonly Buffer[]): boolean {
  return stretch.some((piece) => piece.some((byte) => !OUTSIDE.has(byte)));
}

function textOf(pieces: readonly Buffer[]): ByteString {
  return pieces.map(byteStringOf).join('');
}

/** The whole text again: what is short as it is, and in place of each placeholder the pieces of its string. */
export function* withLongStrings(json: ByteString, strings: readonly LongString[]): Generator<ByteString | Buffer> {
  for (const part of strings.length === 0 ? [json] : json.split(PLACEHOLDERS)) {
    const string = strings.length === 0 ? undefined : longStringOf(part, strings);
    if (string) yield* string;
    else if (part !== '') yield part;
  }
}
