import { type AnyEventRow, listedRow } from '../apis/responses/events/catalogue.ts';
import { countFrame, itemOf, type StreamState } from '../apis/responses/events/stream-state.ts';
import { type ByteString, encodeText } from '../large-json/byte-string.ts';
import { cutSequence, hasField, isFlat, plainNumber, plainString } from './envelope.ts';
import { identityFields, join } from './identity-fields.ts';
import { eventLine, type Frame } from './sse-bytes.ts';

/** What all frames of one type share, put together once. Deltas are most of a stream: here every microsecond is paid often. */
interface QuickType {
  readonly type: string;
  readonly row: AnyEventRow;
  /** How such an event begins, up to the end of its type's value. */
  readonly head: ByteString;
  readonly eventLine: ByteString;
}

const HEAD = '{"type":"';
const ITEM_ID = '"item_id":';
const quickTypes = new Map<string, QuickType>();
let last: QuickType | undefined;

/**
 * The frame of a flat event whose row asks for no object: the event's own bytes, with a few fields after them.
 * `undefined` for any other event, which has to be parsed.
 */
export function quickFrame(bytes: ByteString, state: StreamState): Frame | undefined {
  const quick = last && bytes.startsWith(last.head) ? last : quickTypeOf(bytes);
  if (!quick || !isFlat(bytes)) return undefined;
  last = quick;
  const rest = cutSequence(bytes, quick.head.length);
  if (!rest) return undefined;
  const { sequence, fields } = rest;
  let data = fields;
  if (quick.row.identifies) {
    const itemId = plainString(fields, ITEM_ID);
    if (itemId === undefined && hasField(fields, ITEM_ID)) return undefined;
    data = join(fields, identity(quick.row, itemId, fields, state));
  }
  if (state.responseId !== undefined && !hasField(fields, '"response_id":')) {
    data = join(data, responseField(state.responseId));
  }
  countFrame(state, quick.type, sequence);
  const whole = join(data, `"sequence":${sequence}`);
  return { bytes: `id: ${sequence}\n${quick.eventLine}data: {${whole}}\n\n`, type: quick.type };
}

function quickTypeOf(bytes: ByteString): QuickType | undefined {
  if (!bytes.startsWith(HEAD)) return undefined;
  const type = bytes.slice(HEAD.length, bytes.indexOf('"', HEAD.length));
  const known = quickTypes.get(type);
  if (known) return known;
  const row = listedRow(type);
  if (!row || row.observes || row.adds || row.leavesOut || row.ends) return undefined;
  const quick = { type, row, head: `${HEAD}${type}"`, eventLine: eventLine(type) };
  quickTypes.set(type, quick);
  return quick;
}

function identity(row: AnyEventRow, itemId: string | undefined, fields: ByteString, state: StreamState): ByteString {
  const item = itemOf(state, itemId, plainNumber(fields, '"output_index":'));
  return encodeText(identityFields(row, item, itemId, (field) => hasField(fields, `"${field}":`)));
}

/** Every frame of a stream names the same response. */
let lastResponse = { id: '', field: '' };

function responseField(id: string): ByteString {
  if (lastResponse.id !== id) lastResponse = { id, field: encodeText(`"response_id":${JSON.stringify(id)}`) };
  return lastResponse.field;
}
