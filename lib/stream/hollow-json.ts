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

/** No caller and no model can know it, so nothing that they write is taken for a mark. */
const nonce = Math.random().toString(36).slice(2);
const MARK = new RegExp(`^~${nonce}:(\\d+)~$`);
const MARKS = new RegExp(`(~${nonce}:\\d+~)`);

function markOf(index: number): ByteString {
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
 * A piece without a quote lies inside a string: a string's quotes are escaped, and JSON outside of strings is never that
 * long. So a run goes from the last quote before such pieces to the first one behind them, and nothing has to be parsed.
 */
export function hollowJson(pieces: readonly Buffer[]): HollowJson {
  const runs: Run[] = [];
  let json = '';
  let run: Buffer[] = [];
  let tail: Buffer | undefined;
  for (const piece of pieces) {
    const first = piece.indexOf(QUOTE);
    if (first < 0) {
      if (tail) run.push(tail);
      tail = undefined;
      run.push(piece);
      continue;
    }
    if (run.length > 0) {
      json += markOf(runs.length);
      runs.push([...run, piece.subarray(0, first)]);
      run = [];
      json += byteStringOf(piece.subarray(first, piece.lastIndexOf(QUOTE) + 1));
    } else {
      if (tail) json += byteStringOf(tail);
      json += byteStringOf(piece.subarray(0, piece.lastIndexOf(QUOTE) + 1));
    }
    tail = piece.subarray(piece.lastIndexOf(QUOTE) + 1);
  }
  for (const rest of [...run, ...(tail ? [tail] : [])]) json += byteStringOf(rest);
  return { json, runs };
}

/** The whole text again: what is short as it is, and in place of each mark the pieces of its run. */
export function* filledParts(json: ByteString, runs: readonly Run[]): Generator<ByteString | Buffer> {
  for (const part of runs.length === 0 ? [json] : json.split(MARKS)) {
    const run = runs.length === 0 ? undefined : markedRun(part, runs);
    if (run) yield* run;
    else if (part !== '') yield part;
  }
}
