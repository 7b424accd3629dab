import { byteStringOf } from '../large-json/byte-string.ts';
import { type EventCatalogue, type EventFields, type EventRow, type EventTypes, endingOf } from './event-catalogue.ts';
import { createEventReader, type ReadEvent } from './event-reader.ts';
import { MalformedEvent, parseEvent } from './parse-event.ts';
import { passedEvents } from './passed-events.ts';
import { countFrame, type StreamProgress, sequenceOf } from './stream-progress.ts';

/** What is read of a stream that goes by unchanged. */
export interface EventWatch {
  /** Reads on: the stream's next bytes, cut anywhere. Never throws: what cannot be read is passed on all the same. */
  readonly read: (chunk: Buffer) => void;
  /** The number of the last event that was read; `whole` leaves out one whose end has not come. */
  readonly lastSequence: (which?: 'whole') => number;
  /** Whether the event has come that ends the stream; `may-follow`: unless one more comes, as after an error. */
  readonly ended: () => 'now' | 'may-follow' | undefined;
  /** Whether anything could not be read: then nobody knows whether that event has come. */
  readonly isLost: () => boolean;
}

/** What a watch is made with. */
export interface WatchOptions<State extends StreamProgress, Context, Row extends EventRow<State, Context>> {
  readonly catalogue: EventCatalogue<State, Context, Row>;
  /** Filled while the stream goes by. */
  readonly state: State;
  readonly context: Context;
  /** Whether events of a row have more to tell than it observes. */
  readonly tells?: (row: Row) => boolean;
  /** Sees each event that tells something, as it was read. */
  readonly onEvent?: (event: ReadEvent) => void;
}

const BLANK_LINE = '\n\n';
/** In any way that lines may end. */
const BLANK_LINES = /\r\n\r\n|\n\r\n|\n\n|\r\r/;
const LF = 10;
const SEQUENCE = /,"sequence_number":(\d{1,15})(?=[,}])/g;

/**
 * Reads on the side what a stream tells: its response, what it used, its end. Nearly all events are deltas, which are passed over by
 * their first bytes; the others go to the event reader. OpenAI's way of writing events is the quick one; any other is read whole.
 */
export function watchEvents<State extends StreamProgress, Context, Row extends EventRow<State, Context>>(
  options: WatchOptions<State, Context, Row>,
): EventWatch & { readonly settle: () => void } {
  const { catalogue, state } = options;
  const passed = passedEvents(catalogue, options.tells);
  /** Where the last event stands that was passed over, until its number is wanted. */
  let lastPassed: { readonly text: string; readonly start: number } | undefined;
  /** The one before it. */
  let passedBefore: typeof lastPassed;
  /** Within an event whose end has not come: passed over, or read. */
  let within: 'passed' | 'read' | undefined;
  let endsInLf = false;
  let isLost = false;
  const readOn = createEventReader(catalogue, (event) => observe(event, options));

  function scan(chunk: Buffer): void {
    const text = byteStringOf(chunk);
    let start = 0;
    if (text.includes('\r')) {
      readAll(chunk, text);
      return;
    }
    if (within) {
      start = endsInLf && text.charCodeAt(0) === LF ? 1 : endOf(text, 0);
      if (within === 'read') readOn(start < 0 ? chunk : chunk.subarray(0, start));
      if (start < 0) return;
      within = undefined;
    }
    while (start < text.length) {
      const found = passed.at(text, start);
      const end = endOf(text, found ? start + found.head.length : start);
      if (found) {
        found.count += 1;
        passedBefore = lastPassed;
        lastPassed = { text, start };
      } else {
        // What was passed over came before it.
        noteSequence();
        readOn(chunk.subarray(start, end < 0 ? undefined : end));
      }
      if (end < 0) {
        within = found ? 'passed' : 'read';
        return;
      }
      start = end;
    }
  }

  /** Of another way to end lines, everything is read but the rest of what was being passed over. */
  function readAll(chunk: Buffer, text: string): void {
    const [blank] = within === 'passed' ? (BLANK_LINES.exec(text) ?? []) : [''];
    if (blank === undefined) return;
    const start = blank === '' ? 0 : text.indexOf(blank) + blank.length;
    noteSequence();
    readOn(chunk.subarray(start));
    within = 'read';
  }

  function noteSequence(): void {
    if (!lastPassed) return;
    const { text, start } = lastPassed;
    lastPassed = undefined;
    passedBefore = undefined;
    const end = endOf(text, start);
    const [, number] = [...text.slice(start, end < 0 ? undefined : end).matchAll(SEQUENCE)].at(-1) ?? [];
    // Of an event that was cut before its number, that is one more at least.
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
    lastSequence(which) {
      if (which === 'whole' && within === 'passed') lastPassed = passedBefore;
      noteSequence();
      return state.lastSequence;
    },
    ended: () =>
      state.terminalEvent === undefined ? undefined : endingOf(catalogue.rowOf(state.terminalEvent), state),
    isLost: () => isLost,
    /** Adds what was passed over to the state's counts. */
    settle() {
      noteSequence();
      for (const { type, count } of passed.take()) state.counts.set(type, (state.counts.get(type) ?? 0) + count);
    },
  };
}

/** Where the event ends in which the text goes on from `start`; -1 where its end is not in the text. */
function endOf(text: string, start: number): number {
  const end = text.indexOf(BLANK_LINE, start);
  return end < 0 ? -1 : end + BLANK_LINE.length;
}

/** An event; undefined for what is none. That tells nothing, and what comes after it is read all the same. */
function parsedOrUndefined({ data, name }: ReadEvent, types: EventTypes): EventFields | undefined {
  try {
    return parseEvent(data, name, types).event;
  } catch (error) {
    if (error instanceof MalformedEvent) return undefined;
    throw error;
  }
}

/** Takes from an event what its row wants of it. */
function observe<State extends StreamProgress, Context, Row extends EventRow<State, Context>>(
  event: ReadEvent,
  { catalogue, state, context, onEvent }: WatchOptions<State, Context, Row>,
): void {
  if (event.data === '[DONE]') return;
  const parsed = parsedOrUndefined(event, catalogue);
  if (parsed === undefined) return;
  const { type } = parsed;
  const row = catalogue.rowOf(type);
  row.observes?.({ event: parsed, state, context });
  countFrame(state, type, sequenceOf(parsed, state));
  if (row.ends) state.terminalEvent = type;
  onEvent?.(event);
}
