import { createParser } from 'eventsource-parser';
import { listedRow } from '../events/catalogue.ts';
import { type ByteString, byteStringOf } from './byte-string.ts';
import { hollowJson, type Run } from './hollow-json.ts';
import { newSlabs } from './slabs.ts';

/** One event as it was read. */
export interface ReadEvent {
  /** Its JSON; hollow where it was large. */
  readonly data: ByteString;
  /** The `event:` field, if there was one. */
  readonly name: string | undefined;
  readonly runs: readonly Run[];
}

/** A line of this many bytes and more is never made a string. */
const LARGE_LINE_BYTES = 262_144;

const LF = 10;
const CR = 13;
const NO_RUNS: readonly Run[] = [];
const QUOTE = 34;
const DATA = /^data: ?/;
const TYPED = /^data: ?\{"type":"([\w.]+)"/;

/**
 * Reads an event stream cut anywhere. Lines go to the parser whole; a line that has grown large is a generated image, and
 * goes past it: as a string it would cost several times its size.
 */
export function createEventReader(onEvent: (event: ReadEvent) => void): (chunk: Buffer) => void {
  const parser = createParser({ onEvent: ({ data, event }) => onEvent({ data, name: event, runs: NO_RUNS }) });
  const rest = newSlabs();

  /** A whole line that was too large for the parser, without its end. The blank line behind it finds no data to dispatch. */
  function readLarge(): void {
    const [first, ...others] = rest.take();
    if (!first) return;
    const field = DATA.exec(byteStringOf(first.subarray(0, 6)))?.[0];
    if (field === undefined) return;
    const { json, runs } = hollowJson([first.subarray(field.length), ...others]);
    onEvent({ data: json, name: undefined, runs });
  }

  /** More of a line that has not ended. */
  function readOn(chunk: Buffer): void {
    if (rest.length >= LARGE_LINE_BYTES && !chunk.includes(QUOTE) && leavesMostOut(rest.first()))
      rest.skip(chunk.length);
    else rest.add(chunk);
  }

  return (chunk) => {
    let start = 0;
    if (rest.length > 0) {
      const end = firstLineEnd(chunk);
      if (end < 0) {
        readOn(chunk);
        return;
      }
      rest.add(chunk.subarray(0, end));
      start = end;
      if (rest.length >= LARGE_LINE_BYTES) readLarge();
      else for (const slab of rest.take()) parser.feed(byteStringOf(slab));
    }
    const cut = Math.max(chunk.lastIndexOf(LF), chunk.lastIndexOf(CR)) + 1;
    if (cut > start) parser.feed(byteStringOf(chunk.subarray(start, cut)));
    if (cut < chunk.length) rest.add(chunk.subarray(Math.max(cut, start)));
  };
}

/** Whether the event's frame leaves out what makes it large: the whole response, of which it carries a summary. */
function leavesMostOut(first: Buffer | undefined): boolean {
  const type = first && TYPED.exec(byteStringOf(first.subarray(0, 100)))?.[1];
  return type !== undefined && listedRow(type)?.leavesOut !== undefined;
}

function firstLineEnd(chunk: Buffer): number {
  const lf = chunk.indexOf(LF);
  const cr = chunk.indexOf(CR);
  if (lf < 0 || cr < 0) return Math.max(lf, cr);
  return Math.min(lf, cr);
}
