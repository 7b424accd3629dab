import type { ErrorCode } from '../errors/catalogue.ts';
import type { ServiceError } from '../errors/service-error.ts';
import type { ByteString } from '../large-json/byte-string.ts';
import type { ParsedEvent } from './parse-event.ts';
import type { Frame } from './sse-bytes.ts';

/** An event as it is written: its SSE text in bytes, blank line included, and its number in the stream. */
export type WrittenEvent = Pick<Frame, 'bytes' | 'sequence'>;

/** A failure that ends a stream. */
export interface StreamFailure {
  readonly code: ErrorCode;
  /** Message, hint and the rest. */
  readonly error: ServiceError;
}

/** Writes the events of one API in one dialect. Its functions change nothing: rows observe, and the stream counts. */
export interface FrameEncoder<State, Context> {
  /**
   * The frame of an event that no row has to observe, made of its bytes without parsing them: most of a stream are such events.
   * Undefined for any other.
   */
  readonly quick: (bytes: ByteString, name: string | undefined, state: State) => Frame | undefined;
  /** An event that has been observed. */
  readonly encode: (event: ParsedEvent, state: State, context: Context) => WrittenEvent;
  /** The `error` frame that ends a stream which cannot go on. */
  readonly fail: (failure: StreamFailure, state: State, context: Context) => WrittenEvent;
  /** A frame of an interceptor's, that no upstream event stands for. Undefined where this dialect has none. */
  readonly insert: (type: string, data: Readonly<Record<string, unknown>>) => ByteString | undefined;
}
