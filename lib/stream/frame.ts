import { type AnyEventRow, rowOf } from '../events/catalogue.ts';
import { countFrame, type ItemIdentity, itemOf, type StreamContext, type StreamState } from '../events/stream-state.ts';
import { type ByteString, decodeText, encodeText } from './byte-string.ts';
import { type Envelope, envelopeOf, hasField, isFlat, plainNumber, plainString } from './envelope.ts';

/** One upstream event as it goes out. */
export interface Frame {
  /** The SSE text in bytes, blank line included. */
  readonly bytes: ByteString;
  readonly type: string;
  readonly ends?: 'now' | 'may-follow';
}

/** The upstream sent something that is not an event. */
export class MalformedEvent extends Error {
  override readonly name = 'MalformedEvent';
}

/**
 * Turns one upstream event into its frame and remembers what the stream has shown.
 *
 * `bytes` is the event's JSON, `name` the SSE `event:` field if there was one. Throws `MalformedEvent` where the bytes are
 * not a JSON object, or have no type.
 */
export function frameOf(bytes: ByteString, name: string | undefined, state: StreamState, context: StreamContext): Frame {
  const envelope = isFlat(bytes) ? envelopeOf(bytes) : undefined;
  const row = envelope && rowOf(envelope.type);
  if (envelope && row && !row.observes && !row.adds && !row.leavesOut) return spliced(envelope, row, state);
  return parsed(bytes, name, state, context);
}

/** The quick way: the event's own bytes, with a few fields behind them. */
function spliced({ type, sequence, fields }: Envelope, row: AnyEventRow, state: StreamState): Frame {
  let data = fields;
  if (row.identifies) {
    const itemId = plainString(fields, 'item_id');
    const item = itemOf(state, itemId, plainNumber(fields, 'output_index'));
    data = join(data, encodeText(identityFields(row, item, itemId, (field) => hasField(fields, field))));
  }
  if (state.responseId !== undefined && !hasField(fields, 'response_id')) {
    data = join(data, encodeText(`"response_id":${JSON.stringify(state.responseId)}`));
  }
  return finish(type, sequence, data, row, state);
}

type EventFields = Readonly<Record<string, unknown>> & { readonly type: string };

/** The thorough way: an object for the row's functions; its text is still the upstream's own where that can be cut out. */
function parsed(bytes: ByteString, name: string | undefined, state: StreamState, context: StreamContext): Frame {
  const event = parseEvent(bytes, name);
  const row = rowOf(event.type);
  row.observes?.({ event, state, context });
  const added: Record<string, unknown> = { ...row.adds?.({ event, state, context }) };
  if (row.identifies) Object.assign(added, identityOf(event, row, state));
  if (state.responseId !== undefined && !('response_id' in event) && !('response_id' in added)) {
    added.response_id = state.responseId;
  }
  const envelope = row.leavesOut || Object.keys(added).some((field) => field in event) ? undefined : envelopeOf(bytes);
  const sequence = envelope?.sequence ?? sequenceOf(event, state);
  const own = envelope?.type === event.type ? envelope.fields : encodeText(inner(ownFields(event, row, added)));
  return finish(event.type, sequence, join(own, encodeText(inner(added))), row, state);
}

function parseEvent(bytes: ByteString, name: string | undefined): EventFields {
  let event: unknown;
  try {
    event = JSON.parse(decodeText(bytes));
  } catch (cause) {
    throw new MalformedEvent('The event is not JSON', { cause });
  }
  if (typeof event !== 'object' || event === null || Array.isArray(event)) {
    throw new MalformedEvent('The event is not a JSON object');
  }
  const type = 'type' in event ? event.type : name && decodeText(name);
  if (typeof type !== 'string' || type === '') throw new MalformedEvent('The event has no type');
  return { ...event, type };
}

/** OpenAI's number, or the next one where a compatible upstream sends none. */
function sequenceOf(event: EventFields, state: StreamState): number {
  const { sequence_number: sequence } = event;
  return Number.isSafeInteger(sequence) ? (sequence as number) : state.lastSequence + 1;
}

function ownFields(event: EventFields, row: AnyEventRow, added: object): object {
  const { type: _type, sequence_number: _sequence, ...own } = event;
  return Object.fromEntries(Object.entries(own).filter(([field]) => field !== row.leavesOut && !(field in added)));
}

function identityOf(event: EventFields, row: AnyEventRow, state: StreamState): object {
  const itemId = typeof event.item_id === 'string' ? event.item_id : undefined;
  const index = typeof event.output_index === 'number' ? event.output_index : undefined;
  const fields = identityFields(row, itemOf(state, itemId, index), itemId, (field) => field in event);
  return fields === '' ? {} : JSON.parse(`{${fields}}`);
}

/** `call_id` (the item's, else its id) and `container_id`, as JSON text; what the event itself carries is left alone. */
function identityFields(
  row: AnyEventRow,
  item: ItemIdentity | undefined,
  itemId: string | undefined,
  carries: (field: string) => boolean,
): string {
  const callId = item?.callId ?? itemId;
  const call = callId === undefined || carries('call_id') ? '' : `"call_id":${JSON.stringify(callId)}`;
  if (row.identifies !== 'container' || !item?.containerId || carries('container_id')) return call;
  return join(call, `"container_id":${JSON.stringify(item.containerId)}`);
}

function finish(type: string, sequence: number, data: ByteString, row: AnyEventRow, state: StreamState): Frame {
  countFrame(state, type, sequence);
  return {
    type,
    bytes: sseBytes(sequence, type, `{${join(data, `"sequence":${sequence}`)}}`),
    ...(row.ends ? { ends: row.ends } : {}),
  };
}

/** A frame of our own making: its data as an object, numbered behind the last one that went out. */
export function ownFrame(type: string, data: Readonly<Record<string, unknown>>, state: StreamState): Frame {
  const sequence = state.lastSequence + 1;
  countFrame(state, type, sequence);
  return { type, bytes: sseBytes(sequence, type, encodeText(JSON.stringify({ ...data, sequence }))) };
}

/** https://html.spec.whatwg.org/multipage/server-sent-events.html: one field a line, so a type with a line break loses it. */
function sseBytes(sequence: number, type: string, data: ByteString): ByteString {
  const event = SAFE_TYPE.test(type) ? type : encodeText(type.replace(/[\r\n\0]+/g, ' '));
  return `id: ${sequence}\nevent: ${event}\ndata: ${data}\n\n`;
}

const SAFE_TYPE = /^[\w.]+$/;

function inner(fields: object): string {
  return JSON.stringify(fields).slice(1, -1);
}

function join(first: string, second: string): string {
  return first === '' || second === '' ? first + second : `${first},${second}`;
}
