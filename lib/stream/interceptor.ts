import type { ByteString } from '../large-json/byte-string.ts';
import type { LongString } from '../large-json/long-strings.ts';

/** Work that goes on beside a stream and adds frames of its own to it, such as keeping its images. */
export interface Interceptor {
  /** Given once, before the first event: adds a frame, without an id, since upstream's numbering does not know it. */
  readonly open: (
    insert: (type: string, data: Readonly<Record<string, unknown>>, strings?: readonly LongString[]) => void,
  ) => void;
  /** Sees every event's JSON, and what was taken out of it, before it becomes a frame; what it returns takes its place. */
  readonly pass: (bytes: ByteString, strings: readonly LongString[]) => ByteString;
  /** What the terminal frame has to wait for; `undefined` where nothing is under way. */
  readonly settled: () => Promise<unknown> | undefined;
  /** Time is up: adds at once what has to be said of the work under way. */
  readonly abandon: () => void;
}
