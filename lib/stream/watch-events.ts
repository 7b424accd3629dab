import { byteStringOf } from '../large-json/byte-string.ts';
import type { EventCatalogue, EventRow } from './event-catalogue.ts';
import { createEventReader, type ReadEvent } from './event-reader.ts';
import { parseEvent } from './parse-event.ts';
import { countFrame, type StreamProgress, sequenceOf } from './stream-progress.ts';

/** What is read of a stream that goes by unchanged. */
export interface EventWatch {
  /** Reads on: the stream's next bytes, cut anywhere. Never throws: what cannot be read is passed on all the same. */
  readonly read: (chunk: Buffer) => void;
  /** The number of the last event that was read. */
  readonly lastSequence: () => number;
  /** Whether the event has come that ends the stream. */
  readonly hasEnded: () => boolean;
  /** Whether anything could not be read: then nobody knows whether that event has come. */
  readonly isLost: () => boolean;
  /** Counts what has been passed over. */
  readonly settle: () => void;
}

/** What a watch is made with. */
export interface WatchOptions<State extends StreamProgress, Context, Row extends EventRow<State, Context>> {
  readonly catalogue: EventCatalogue<State, Context, Row>;
  readonly state: State;
  readonly context: Context;
  /** Whether events of a row have more to tell than it observes. */
  readonly tells?: (row: Row) => boolean;
  /** Sees each event that tells something, as it was read. */
  readonly onEvent?: (event: ReadEvent) => void;
}

/** A type whose events say nothing of the stream, and how they begin. */
interface Passed {
  readonly type: string;
  readonly head: string;
  count: number;
}

const BLANK_LINE = '\n\n';
const LF = 10;
const EVENT_LINE = 'event: ';
const SEQUENCE = /,"sequence_number":(\d{1,15})(?=[,}])/g;

/**
 * Reads on the side what a stream tells: its response, what it used, its end. Nearly all events are deltas, which are passed over by
 * their first bytes; the others are read by the event reader. Takes OpenAI's way of writing events as the quick one, and any other by
 * the specification.
 */
export function watchEvents<State extends StreamProgress, Context, Row extends EventRow<State, Context>>(
  options: WatchOptions<State, Context, Row>,
): EventWatch {
  const { catalogue, state, context, tells, onEvent } = options;
  const passed = new Map<string, Passed>();
  let last: Passed | undefined;
  /** Within an event that is passed over, or that is read; its end has not come. */
  let within: 'passed' | 'read' | undefined;
  let endsInLf = false;
  let hasEnded = false;
  let isLost = false;
  /** Where the last event stands that was passed over. */
  let lastPassed: { readonly text: string; readonly start: number } | undefined;

  const readOn = createEventReader(catalogue, (event) => {
    if (event.data === '[DONE]') return;
    const parsed = parseEvent(event.data, event.name, catalogue);
    const row = catalogue.rowOf(parsed.event.type);
    row.observes?.({ event: parsed.event, state, context });
    countFrame(state, parsed.event.type, sequenceOf(parsed.event, state));
    if (!catalogue.listedRow(parsed.event.type))
      state.unknownEvents.set(parsed.event.type, (state.unknownEvents.get(parsed.event.type) ?? 0) + 1);
    if (row.ends) {
      hasEnded = true;
      state.terminalEvent = parsed.event.type;
    }
    onEvent?.(event);
  });

  function passedAt(text: string, at: number): Passed | undefined {
    if (last && text.startsWith(last.head, at)) return last;
    if (!text.startsWith(EVENT_LINE, at)) return undefined;
    const lineEnd = text.indexOf('\n', at);
    const type = text.slice(at + EVENT_LINE.length, lineEnd);
    const known = passed.get(type) ?? newPassed(type);
    if (!known || !text.startsWith(known.head, at)) return undefined;
    last = known;
    return known;
  }

  function newPassed(type: string): Passed | undefined {
    const row = catalogue.listedRow(type);
    if (!row || row.observes || row.ends || row.followsError || tells?.(row)) return undefined;
    const made = { type, head: `${EVENT_LINE}${type}\ndata: {"type":"${type}"`, count: 0 };
    passed.set(type, made);
    return made;
  }

  /** Where the event ends in which the text begins; -1 where that is not in it. */
  function endOfOpen(text: string): number {
    if (endsInLf && text.charCodeAt(0) === LF) return 1;
    const end = text.indexOf(BLANK_LINE);
    return end < 0 ? -1 : end + BLANK_LINE.length;
  }

  function scan(chunk: Buffer): void {
    const text = byteStringOf(chunk);
    let at = 0;
    if (within) {
      const end = endOfOpen(text);
      if (within === 'read') readOn(end < 0 ? chunk : chunk.subarray(0, end));
      if (end < 0) return;
      within = undefined;
      at = end;
    }
    while (at < text.length) {
      const found = passedAt(text, at);
      const end = text.indexOf(BLANK_LINE, found ? at + found.head.length : at);
      const next = end < 0 ? text.length : end + BLANK_LINE.length;
      if (found) {
        found.count += 1;
        lastPassed = { text, start: at };
      } else {
        // What was passed over came before it.
        noteSequence();
        readOn(at === 0 && next === text.length ? chunk : chunk.subarray(at, next));
      }
      if (end < 0) within = found ? 'passed' : 'read';
      at = next;
    }
  }

  function noteSequence(): void {
    if (!lastPassed) return;
    const { text, start } = lastPassed;
    lastPassed = undefined;
    const end = text.indexOf(BLANK_LINE, start);
    const numbers = [...text.slice(start, end < 0 ? text.length : end).matchAll(SEQUENCE)];
    const number = numbers.at(-1)?.[1];
    // The number of an event that was cut before it is one more than the last at least.
    state.lastSequence = number === undefined ? state.lastSequence + 1 : Number(number);
  }

  return {
    read(chunk) {
      if (isLost || chunk.length === 0) return;
      try {
        scan(chunk);
      } catch (error) {
        isLost = true;
        state.cause = error;
      }
      endsInLf = chunk[chunk.length - 1] === LF;
    },
    lastSequence() {
      noteSequence();
      return state.lastSequence;
    },
    hasEnded: () => hasEnded,
    isLost: () => isLost,
    settle() {
      noteSequence();
      for (const { type, count } of passed.values()) {
        if (count > 0) state.counts.set(type, (state.counts.get(type) ?? 0) + count);
      }
      passed.clear();
      last = undefined;
    },
  };
}
