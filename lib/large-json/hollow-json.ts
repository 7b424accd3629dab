import { type ByteString, byteStringOf } from './byte-string.ts';

/** A long string value of some JSON, less its quotes: its bytes in pieces, as they were read. */
export type Run = readonly Buffer[];

/** JSON whose long strings have been taken out, each by a mark in its place: small, whatever its images weigh. */
export interface HollowJson {
  readonly json: ByteString;
  /** In the order of the marks. */
  readonly runs: readonly Run[];
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

/** No caller and no model can know it, so nothing that they write is taken for a mark. */
const nonce = Math.random().toString(36).slice(2);
const MARK = new RegExp(`^~${nonce}:(\\d+)~$`);
const MARKS = new RegExp(`(~${nonce}:\\d+~)`);

/** The mark that stands for a run: for JSON whose long strings were never in it. */
export function markOf(index: number): ByteString {
  return `~${nonce}:${index}~`;
}

/** The run whose mark a value is; `undefined` for any other value. */
export function markedRun(value: unknown, runs: readonly Run[]): Run | undefined {
  const index = typeof value === 'string' ? MARK.exec(value)?.[1] : undefined;
  return index === undefined ? undefined : runs[Number(index)];
}

/**
 * Takes the long strings out of valid JSON that was read in pieces of some 64 KB, without making a string of them.
 *
 * What stands between two quotes is either all inside a string or all outside of one. So a long stretch without a quote
 * need not be parsed to be told: outside of strings JSON has few characters. `known` are the runs of lines before, where
 * the JSON is one line of several.
 */
export function hollowJson(pieces: readonly Buffer[], known: readonly Run[] = []): HollowJson {
  const runs = [...known];
  let json = '';
  /** What came behind the last quote. */
  let stretch: Buffer[] = [];
  for (const piece of pieces) {
    const first = piece.indexOf(QUOTE);
    if (first < 0) {
      stretch.push(piece);
      continue;
    }
    const { head = '', run, text } = cutStretch([...stretch, piece.subarray(0, first)]);
    if (run) json += head + markOf(runs.push(run) - 1);
    const last = piece.lastIndexOf(QUOTE);
    json += text + byteStringOf(piece.subarray(first, last + 1));
    stretch = [piece.subarray(last + 1)];
  }
  return { json: json + textOf(stretch), runs };
}

/** Bytes of a run that are left where only its beginning is wanted. */
const SHORT_BYTES = 2_000;
/** Characters and whole escapes (RFC 8259 §7). */
const WHOLE = /^(?:[^\\]|\\u[\da-f]{4}|\\[^u])*/i;

/** The beginning of a long string, as a string of JSON still: neither an escape nor a character is cut. */
export function shortRun(run: Run): Run {
  if (sizeOf(run) <= SHORT_BYTES) return run;
  const text = Buffer.concat(run, SHORT_BYTES)
    .toString('utf8')
    .replace(/\ufffd+$/, '');
  return [Buffer.from(`${WHOLE.exec(text)?.[0] ?? ''}…`)];
}

/** What becomes a run of a stretch between two quotes, and what stays behind it. */
function cutStretch(stretch: readonly Buffer[]): {
  readonly head?: ByteString;
  readonly run?: Run;
  readonly text: ByteString;
} {
  if (sizeOf(stretch) < LONG_BYTES || !liesInString(stretch)) return { text: textOf(stretch) };
  const { head, rest: run } = cutHead(stretch);
  // Backslashes before the quote are what it is escaped by: apart from them it would end the string.
  let text = '';
  for (let piece = run.pop(); piece; piece = run.pop()) {
    let end = piece.length;
    while (end > 0 && piece[end - 1] === BACKSLASH) end -= 1;
    text += '\\'.repeat(piece.length - end);
    if (end === 0) continue;
    run.push(piece.subarray(0, end));
    break;
  }
  return { head, run: run.filter((piece) => piece.length > 0), text };
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

/** The whole text again: what is short as it is, and in place of each mark the pieces of its run. */
export function* filledParts(json: ByteString, runs: readonly Run[]): Generator<ByteString | Buffer> {
  for (const part of runs.length === 0 ? [json] : json.split(MARKS)) {
    const run = runs.length === 0 ? undefined : markedRun(part, runs);
    if (run) yield* run;
    else if (part !== '') yield part;
  }
}
