import type { ByteString } from './byte-string.ts';

/** Work that goes on beside a stream and adds frames of its own to it, such as keeping its images. */
export interface Sideline {
  /** Given once, before the first event: adds a frame, without an id, since upstream's numbering does not know it. */
  readonly open: (insert: (type: string, data: Readonly<Record<string, unknown>>) => void) => void;
  /** Sees every event's JSON before it becomes a frame; what it returns takes the event's place. */
  readonly pass: (bytes: ByteString) => ByteString;
  /** What the terminal frame has to wait for; `undefined` where nothing is under way. */
  readonly settled: () => Promise<unknown> | undefined;
  /** Time is up: adds at once what has to be said of the work under way. */
  readonly abandon: () => void;
}
