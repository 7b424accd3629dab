/** The beginning of an event is held back until its end is there, as long as it is no longer than this: nobody can use it before. */
const LONGEST_HELD_BYTES = 16_384;
const NOTHING = Buffer.alloc(0);
const LF = 10;
/** The line ends of https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream. */
const BLANK_LINES = ['\n\n', '\r\n\r\n', '\r\r'];

/** Bytes of an event stream, cut so that whole events go out. */
export interface WholeEvents {
  /** What of the bytes so far may go out now: up to the last event's end, or all where the next one is long. */
  readonly take: (read: Buffer) => Buffer;
  /** What is held back. */
  readonly rest: () => Buffer;
  /** Where the stream stands for its caller: between two events, or in the middle of a long one. */
  readonly isWithin: () => boolean;
}

/** Begins between two events. */
export function wholeEvents(): WholeEvents {
  let held: Buffer = NOTHING;
  let isWithin = false;
  return {
    take(read) {
      const chunk = held.length === 0 ? read : Buffer.concat([held, read]);
      const length = wholeLength(chunk);
      const rest = chunk.length - length;
      const goesOn = rest > LONGEST_HELD_BYTES || (isWithin && length === 0);
      isWithin = rest > 0 && goesOn;
      held = rest === 0 || goesOn ? NOTHING : chunk.subarray(length);
      return held.length === 0 ? chunk : chunk.subarray(0, length);
    },
    rest: () => held,
    isWithin: () => isWithin,
  };
}

/** How many bytes of a chunk are whole events: up to its last blank line. */
function wholeLength(chunk: Buffer): number {
  const { length } = chunk;
  if (chunk[length - 1] === LF && chunk[length - 2] === LF) return length;
  const ends = BLANK_LINES.map((blank) => {
    const at = chunk.lastIndexOf(blank);
    return at < 0 ? 0 : at + blank.length;
  });
  return Math.max(...ends);
}
