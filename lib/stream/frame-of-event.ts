import type { ByteString } from '../large-json/byte-string.ts';
import { type EventCatalogue, endingOf } from './event-catalogue.ts';
import type { FrameEncoder, StreamFailure } from './frame-encoder.ts';
import { parseEvent } from './parse-event.ts';
import type { Frame } from './sse-bytes.ts';
import { countFrame, type StreamProgress } from './stream-progress.ts';

/** A stream's events: what is known of them, how they are written, and what they have shown. */
export interface StreamOfEvents<State extends StreamProgress, Context> {
  readonly catalogue: EventCatalogue<State, Context>;
  readonly encoder: FrameEncoder<State, Context>;
  /** Filled while the stream goes by. */
  readonly state: State;
  readonly context: Context;
}

/**
 * Turns one upstream event into its frame: observes it, writes it and counts it.
 *
 * `bytes` is the event's JSON, shortened or whole, `name` the SSE `event:` field if there was one. Throws `MalformedEvent`
 * where the JSON is not an object, or has no type.
 */
export function frameOfEvent<State extends StreamProgress, Context>(
  bytes: ByteString,
  name: string | undefined,
  { catalogue, encoder, state, context }: StreamOfEvents<State, Context>,
): Frame {
  const quick = encoder.quick(bytes, name, state);
  if (quick) {
    countFrame(state, quick.type, quick.sequence);
    return quick;
  }
  const parsed = parseEvent(bytes, name, catalogue);
  const { event } = parsed;
  const row = catalogue.rowOf(event.type);
  const { followsError, keepsLongStrings } = row;
  row.observes?.({ event, state, context });
  const ends = endingOf(row, state);
  const { bytes: written, sequence } = encoder.encode(parsed, state, context);
  countFrame(state, event.type, sequence);
  return {
    type: event.type,
    bytes: written,
    sequence,
    ...(ends && { ends }),
    ...(followsError && { followsError }),
    ...(keepsLongStrings && { keepsLongStrings }),
  };
}

/** The `error` frame of a stream that cannot go on; the state says then why. */
export function failureFrame<State extends StreamProgress, Context>(
  failure: StreamFailure,
  cause: unknown,
  { encoder, state, context }: StreamOfEvents<State, Context>,
): Frame {
  state.errorCode = failure.code;
  state.cause = cause;
  const { bytes, sequence } = encoder.fail(failure, state, context);
  countFrame(state, 'error', sequence);
  return { type: 'error', bytes, sequence, ends: 'now' };
}
