import type { Fields } from '../json/fields.ts';
import { type ByteString, encodeText } from '../large-json/byte-string.ts';
import { envelopeOf, join } from './envelope.ts';
import type { EventCatalogue, EventFields, EventRow } from './event-catalogue.ts';
import type { FrameEncoder, StreamFailure, WrittenEvent } from './frame-encoder.ts';
import type { ParsedEvent } from './parse-event.ts';
import { type QuickFields, quickFrames } from './quick-frame.ts';
import { sseBytes, sseBytesWithoutId } from './sse-bytes.ts';
import { type StreamProgress, sequenceOf } from './stream-progress.ts';

/** What the service's frames say of one API's events beside what its rows add. All of it may be left out. */
export interface ServiceFrameOptions<Row, State, Context> {
  /** Fields after those that the event and its row have. */
  readonly adds?: (event: EventFields, added: Fields, row: Row, state: State) => Fields;
  /** The same for a flat event, as JSON text. */
  readonly quickFields?: QuickFields<Row, State>;
  /** Fields of an `error` frame of our own, after `retryable`. */
  readonly failureAdds?: (state: State, context: Context) => Fields;
  /** Whether our own frames have no `id:`: where the stream can be resumed, a browser would resume after a frame it never got. */
  readonly hidesOwnIds?: (state: State) => boolean;
}

/**
 * The service's own frames: `id`, `event`, and as `data` the event less `type` and `sequence_number`, with `sequence` and what
 * its row adds.
 *
 * @example
 * const encoder = serviceFrames(jobEvents, { adds: (_event, _added, _row, { jobId }) => ({ job_id: jobId }) });
 */
export function serviceFrames<State extends StreamProgress, Context, Row extends EventRow<State, Context>>(
  catalogue: EventCatalogue<State, Context, Row>,
  { adds, quickFields = (fields) => fields, failureAdds, hidesOwnIds }: ServiceFrameOptions<Row, State, Context> = {},
): FrameEncoder<State, Context> {
  return {
    quick: quickFrames(catalogue, quickFields),
    encode(parsed, state, context) {
      const { event } = parsed;
      const row = catalogue.rowOf(event.type);
      const own = row.adds?.({ event, state, context });
      const added = { ...own, ...adds?.(event, own ?? {}, row, state) };
      return written(parsed, row, added, state);
    },
    fail(failure, state, context) {
      const sequence = state.lastSequence + 1;
      const data = { ...failureFields(failure), ...failureAdds?.(state, context), sequence };
      const json = encodeText(JSON.stringify(data));
      const bytes = hidesOwnIds?.(state) ? sseBytesWithoutId('error', json) : sseBytes(sequence, 'error', json);
      return { bytes, sequence };
    },
    // Without a number: a resumed stream does not repeat it.
    insert: (type, data) => sseBytesWithoutId(type, encodeText(JSON.stringify(data))),
  };
}

/** An object for the row's functions; its text is still the upstream's own where that can be cut out. */
function written(
  { event, bytes, isRedacted }: ParsedEvent,
  { leavesOut }: { readonly leavesOut?: string },
  added: Fields,
  state: StreamProgress,
): WrittenEvent {
  const rewritten = isRedacted || leavesOut || Object.keys(added).some((field) => field in event);
  const envelope = rewritten ? undefined : envelopeOf(bytes);
  const sequence = envelope?.sequence ?? sequenceOf(event, state);
  const own: ByteString =
    envelope?.type === event.type ? envelope.fields : encodeText(inner(ownFields(event, leavesOut, added)));
  const data = join(join(own, encodeText(inner(added))), `"sequence":${sequence}`);
  return { sequence, bytes: sseBytes(sequence, event.type, `{${data}}`) };
}

function ownFields(event: EventFields, leavesOut: string | undefined, added: object): object {
  const { type: _type, sequence_number: _sequence, ...own } = event;
  return Object.fromEntries(
    Object.entries(own).filter(([field]) => field !== leavesOut && !Object.hasOwn(added, field)),
  );
}

function failureFields({ code, error }: StreamFailure): Fields {
  const { message, hint, retryable } = error;
  return { code, message, hint, param: null, retryable };
}

function inner(fields: object): string {
  return JSON.stringify(fields).slice(1, -1);
}
