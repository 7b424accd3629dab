const MIB = 1024 * 1024;

/**
 * The beginning of an event is held back until its end is there, as long as it is no longer than this: nobody can use it before. One
 * that breaks off within it is then never seen. Partial images are some hundred KB.
 */
const LONGEST_HELD_BYTES = 4 * MIB;
const NOTHING = Buffer.alloc(0);
const LF = 10;
/** The line ends of https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream. */
const BLANK_LINES = ['\n\n', '\r\n\r\n', '\r\r'];
/** What of a blank line may be in the read before. */
const LONGEST_BEGUN_BYTES = 3;

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
  /** As it was read: joined once, when it goes out. */
  let held: Buffer[] = [];
  let heldBytes = 0;
  let isWithin = false;

  function hold(rest: Buffer): void {
    held.push(rest);
    heldBytes += rest.length;
  }

  function withHeld(out: Buffer): Buffer {
    if (held.length === 0) return out;
    const all = Buffer.concat([...held, out]);
    held = [];
    heldBytes = 0;
    return all;
  }

  return {
    take(read) {
      const length = Math.max(wholeLength(read), lengthAcross(held, read));
      const rest = read.length - length;
      if (isWithin && length === 0) return read;
      isWithin = rest + (length === 0 ? heldBytes : 0) > LONGEST_HELD_BYTES;
      if (rest === 0 || isWithin) return withHeld(read);
      const out = length === 0 ? NOTHING : withHeld(read.subarray(0, length));
      hold(read.subarray(length));
      return out;
    },
    rest: () => Buffer.concat(held),
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

/** The same of a blank line that begins in what is held. */
function lengthAcross(held: readonly Buffer[], read: Buffer): number {
  if (held.length === 0) return 0;
  let begun = NOTHING;
  for (let index = held.length - 1; index >= 0 && begun.length < LONGEST_BEGUN_BYTES; index -= 1)
    begun = Buffer.concat([(held[index] ?? NOTHING).subarray(-LONGEST_BEGUN_BYTES), begun]).subarray(
      -LONGEST_BEGUN_BYTES,
    );
  const length = wholeLength(Buffer.concat([begun, read.subarray(0, LONGEST_BEGUN_BYTES)]));
  return Math.max(0, length - begun.length);
}
