import { createParser } from 'eventsource-parser';
import { type ByteString, byteStringOf } from '../large-json/byte-string.ts';
import { newChunkList } from '../large-json/chunk-list.ts';
import { type LongString, liesInString, takeOutLongStrings } from '../large-json/long-strings.ts';
import { bodyLimits } from './body-limits.ts';
import type { EventTypes } from './event-catalogue.ts';
import { isTooHeavy } from './json-weight.ts';

/** One event as it was read. */
export interface ReadEvent {
  /** Its JSON; shortened where it was large. */
  readonly data: ByteString;
  /** The `event:` field, if there was one. */
  readonly name: string | undefined;
  readonly strings: readonly LongString[];
}

/** An event, or a line that has not ended, is larger than is taken of one (`body-limits.ts`). */
export class EventTooLarge extends Error {
  override readonly name = 'EventTooLarge';
}

/** The long strings of a line of this many bytes and more are never made strings here. */
const LARGE_LINE_BYTES = 262_144;
/** A read of this many bytes inside one string is no part of what a summary shows, such as a model or a status. */
const SKIPPED_BYTES = 1024;
/** What an escape that begins before a read may have in it: `u00e9`. */
const ESCAPE_BYTES = 5;

const LF = 10;
const CR = 13;
const NO_STRINGS: readonly LongString[] = [];
const QUOTE = 34;
const BACKSLASH = 92;
const LONGEST_HEARTBEAT = 100;
const HEARTBEAT = /^(?:ping|heartbeat|keep-?alive)$/i;
const TYPED = /^data: ?\{"type":"([\w.]+)"/;

/**
 * Reads an event stream cut anywhere, and passes over heartbeats without data. Lines go to the parser whole; one that has grown large is a generated image, and goes
 * there shortened: as a string it would cost several times its size. What comes back throws `EventTooLarge`, and is of no use then.
 */
export function createEventReader(types: EventTypes, onEvent: (event: ReadEvent) => void): (chunk: Buffer) => void {
  /** Of the event that the parser is at. */
  let strings = NO_STRINGS;
  /** Of an event that has not ended; its lines are counted once it is large. */
  let unendedBytes = 0;
  let unendedLines = 0;
  /** What the strings hold, and what was read past in a line that has not ended. */
  let heldBytes = 0;
  let skippedBytes = 0;
  const parser = createParser({
    maxBufferSize: bodyLimits.eventText,
    onError({ type }) {
      if (type === 'max-buffer-size-exceeded') throw new EventTooLarge();
    },
    onEvent({ data, event: name }) {
      const own = strings;
      strings = NO_STRINGS;
      heldBytes = 0;
      unendedBytes = 0;
      if (!isHeartbeat(data, name)) onEvent({ data, name, strings: own });
    },
  });
  const rest = newChunkList();

  /** A whole line, without its end. */
  function readLine(): void {
    const { length } = rest;
    const large = length >= LARGE_LINE_BYTES;
    const pieces = rest.take();
    skippedBytes = 0;
    if (!large) {
      for (const piece of pieces) parser.feed(byteStringOf(piece));
      return;
    }
    const line = takeOutLongStrings(pieces, strings);
    if (line.json.length > bodyLimits.eventText || isTooHeavy(length, pieces)) throw new EventTooLarge();
    strings = line.strings;
    heldBytes += length;
    parser.feed(line.json);
  }

  /** More of a line that has not ended. */
  function readOn(chunk: Buffer): void {
    if (rest.length < LARGE_LINE_BYTES || !liesInOneString(chunk) || !leavesMostOut(rest.head(100), types)) {
      rest.add(chunk);
      checkSize();
      return;
    }
    rest.add(chunk.subarray(0, ESCAPE_BYTES));
    rest.skip(chunk.length - ESCAPE_BYTES);
    skippedBytes += chunk.length;
    checkSize();
  }

  function checkSize(): void {
    if (heldBytes + rest.length > bodyLimits.event || skippedBytes > bodyLimits.summarisedEvent)
      throw new EventTooLarge();
  }

  /** Very many short lines of one event take more memory than their bytes. */
  function checkLines(chunk: Buffer): void {
    if (unendedBytes <= LARGE_LINE_BYTES || BLANK_LINES.some((blank) => chunk.includes(blank))) {
      unendedLines = 0;
      return;
    }
    unendedLines += lineEnds(chunk);
    if (unendedLines > bodyLimits.eventLines) throw new EventTooLarge();
  }

  return (chunk) => {
    unendedBytes += chunk.length;
    checkLines(chunk);
    let start = 0;
    if (rest.length > 0) {
      const end = firstLineEnd(chunk);
      if (end < 0) {
        readOn(chunk);
        return;
      }
      rest.add(chunk.subarray(0, end));
      start = end;
      readLine();
    }
    const cut = Math.max(chunk.lastIndexOf(LF), chunk.lastIndexOf(CR)) + 1;
    if (cut > start) parser.feed(byteStringOf(chunk.subarray(start, cut)));
    if (cut < chunk.length) rest.add(chunk.subarray(Math.max(cut, start)));
  };
}

/** Whether an event says nothing but that its sender lives: no data, or under a name for it anything but an object. */
function isHeartbeat(data: ByteString, name: string | undefined): boolean {
  if (data.length > LONGEST_HEARTBEAT) return false;
  return data.trim() === '' || (name !== undefined && HEARTBEAT.test(name) && !data.startsWith('{'));
}

/** Whether a read lies inside one string, and has no escape in it that could be cut. */
function liesInOneString(chunk: Buffer): boolean {
  return chunk.length >= SKIPPED_BYTES && !chunk.includes(QUOTE) && !chunk.includes(BACKSLASH) && liesInString([chunk]);
}

/** Whether the event's frame leaves out what makes it large, and carries a summary of it. */
function leavesMostOut(head: Buffer, types: EventTypes): boolean {
  const type = TYPED.exec(byteStringOf(head))?.[1];
  return type !== undefined && types.listedRow(type)?.leavesOut !== undefined;
}

/** How an event ends, where it is not cut: what a read ends in is not looked for. */
const BLANK_LINES = ['\n\n', '\r\r', '\r\n\r\n'];

function lineEnds(chunk: Buffer): number {
  let count = 0;
  for (let at = chunk.indexOf(LF); at >= 0; at = chunk.indexOf(LF, at + 1)) count += 1;
  return count > 0 || !chunk.includes(CR) ? count : chunk.filter((byte) => byte === CR).length;
}

function firstLineEnd(chunk: Buffer): number {
  const lf = chunk.indexOf(LF);
  const cr = chunk.indexOf(CR);
  if (lf < 0 || cr < 0) return Math.max(lf, cr);
  return Math.min(lf, cr);
}
