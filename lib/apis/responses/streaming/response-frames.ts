import { type ByteString, encodeText } from '../../../large-json/byte-string.ts';
import { hasField, join, plainNumber, plainString } from '../../../stream/envelope.ts';
import type { EventFields } from '../../../stream/event-catalogue.ts';
import { frameOfEvent } from '../../../stream/frame-of-event.ts';
import { serviceFrames } from '../../../stream/service-frames.ts';
import type { Frame } from '../../../stream/sse-bytes.ts';
import type { AnyEventRow } from '../events/catalogue.ts';
import { responseCatalogue } from '../events/response-catalogue.ts';
import { itemOf, type StreamContext, type StreamState } from '../events/stream-state.ts';
import { identityFields } from './identity-fields.ts';

const ITEM_ID = '"item_id":';

/** The service's own frames of a response's events: each names the response, and the call that it belongs to. */
const responseFrames = serviceFrames(responseCatalogue, {
  adds: (event, added, row, state) => ({
    ...(row.identifies && identityOf(event, row, state)),
    ...(state.responseId !== undefined &&
      !('response_id' in event) &&
      !('response_id' in added) && { response_id: state.responseId }),
  }),
  quickFields,
  failureAdds: (state, context) => ({
    response_id: state.responseId ?? null,
    last_sequence: state.lastSequence,
    resume: resumeOf(state, context),
  }),
  // docs/decisions/0011-resume.md
  hidesOwnIds: ({ resumable }) => resumable === true,
});

/** A response's events, and the frames that callers get of them. */
export const responseStream = { catalogue: responseCatalogue, encoder: responseFrames } as const;

/** The frame of one event of a response; remembers what it shows. Throws `MalformedEvent` for what is no event. */
export function frameOf(
  bytes: ByteString,
  name: string | undefined,
  state: StreamState,
  context: StreamContext,
): Frame {
  return frameOfEvent(bytes, name, { ...responseStream, state, context });
}

function quickFields(fields: ByteString, row: AnyEventRow, state: StreamState): ByteString | undefined {
  let data = fields;
  if (row.identifies) {
    const itemId = plainString(fields, ITEM_ID);
    if (itemId === undefined && hasField(fields, ITEM_ID)) return undefined;
    data = join(fields, quickIdentity(row, itemId, fields, state));
  }
  if (state.responseId === undefined || hasField(fields, '"response_id":')) return data;
  return join(data, responseField(state.responseId));
}

function quickIdentity(
  row: AnyEventRow,
  itemId: string | undefined,
  fields: ByteString,
  state: StreamState,
): ByteString {
  const item = itemOf(state, itemId, plainNumber(fields, '"output_index":'));
  return encodeText(identityFields(row, item, itemId, (field) => hasField(fields, `"${field}":`)));
}

function identityOf(event: EventFields, row: AnyEventRow, state: StreamState): object {
  const itemId = typeof event.item_id === 'string' ? event.item_id : undefined;
  const index = typeof event.output_index === 'number' ? event.output_index : undefined;
  const fields = identityFields(row, itemOf(state, itemId, index), itemId, (field) => field in event);
  return fields === '' ? {} : JSON.parse(`{${fields}}`);
}

/** Every frame of a stream names the same response. */
let lastResponse = { id: '', field: '' };

function responseField(id: string): ByteString {
  if (lastResponse.id !== id) lastResponse = { id, field: encodeText(`"response_id":${JSON.stringify(id)}`) };
  return lastResponse.field;
}

/** How to go on: only where the stream is replayed, and from the first event on (null) where none has gone out. */
function resumeOf({ resumable, responseId, lastSequence }: StreamState, { resumePath }: StreamContext) {
  if (!resumable || responseId === undefined || !resumePath) return null;
  return {
    method: 'GET',
    path: resumePath(responseId, lastSequence),
    starting_after: lastSequence < 0 ? null : lastSequence,
  };
}
