import { type AnyEventRow, rowOf } from '../apis/responses/events/catalogue.ts';
import { countFrame, itemOf, type StreamContext, type StreamState } from '../apis/responses/events/stream-state.ts';
import { isNestedTooDeep } from '../errors/nesting.ts';
import { redactAnswer } from '../errors/redact-answer.ts';
import { parseExactJson } from '../json/exact-json.ts';
import { type ByteString, decodeText, encodeText } from '../large-json/byte-string.ts';
import { bareError } from './bare-error.ts';
import { envelopeOf } from './envelope.ts';
import { identityFields, join } from './identity-fields.ts';
import { quickFrame } from './quick-frame.ts';
import { type Frame, sseBytes, sseBytesWithoutId } from './sse-bytes.ts';

/** The upstream sent something that is not an event. */
export class MalformedEvent extends Error {
  override readonly name = 'MalformedEvent';
}

/**
 * Turns one upstream event into its frame and remembers what the stream has shown.
 *
 * `bytes` is the event's JSON, shortened or whole, `name` the SSE `event:` field if there was one. Throws `MalformedEvent`
 * where the JSON is not an object, or has no type.
 */
export function frameOf(
  bytes: ByteString,
  name: string | undefined,
  state: StreamState,
  context: StreamContext,
): Frame {
  return quickFrame(bytes, state) ?? parsed(bytes, name, state, context);
}

type EventFields = Readonly<Record<string, unknown>> & { readonly type: string };

/** The thorough way: an object for the row's functions; its text is still the upstream's own where that can be cut out. */
function parsed(bytes: ByteString, name: string | undefined, state: StreamState, context: StreamContext): Frame {
  const said = parseEvent(bytes, name);
  const event = redactAnswer(said);
  const row = rowOf(event.type);
  row.observes?.({ event, state, context });
  const added: Record<string, unknown> = { ...row.adds?.({ event, state, context }) };
  if (row.identifies) Object.assign(added, identityOf(event, row, state));
  if (state.responseId !== undefined && !('response_id' in event) && !('response_id' in added)) {
    added.response_id = state.responseId;
  }
  const rewritten = event !== said || row.leavesOut || Object.keys(added).some((field) => field in event);
  const envelope = rewritten ? undefined : envelopeOf(bytes);
  const sequence = envelope?.sequence ?? sequenceOf(event, state);
  const own = envelope?.type === event.type ? envelope.fields : encodeText(inner(ownFields(event, row, added)));
  return finish(event.type, sequence, join(own, encodeText(inner(added))), row, state);
}

function parseEvent(bytes: ByteString, name: string | undefined): EventFields {
  const event = parsedJson(decodeText(bytes), name);
  if (isNestedTooDeep(event)) throw new MalformedEvent('The event is nested too deeply');
  const error = bareError(event, name);
  if (error) return error;
  if (typeof event !== 'object' || event === null || Array.isArray(event)) {
    throw new MalformedEvent('The event is not a JSON object');
  }
  const type = 'type' in event ? event.type : name && decodeText(name);
  if (typeof type !== 'string' || type === '') throw new MalformedEvent('The event has no type');
  return { ...event, type };
}

/** What an event says as JSON; of an error that is none, its text. */
function parsedJson(text: string, name: string | undefined): unknown {
  try {
    return parseExactJson(text);
  } catch {
    // The parser's own message repeats a piece of the event.
    if (name !== 'error') throw new MalformedEvent('The event is not JSON');
    return text;
  }
}

/** OpenAI's number, or the next one where a compatible upstream sends none. */
function sequenceOf(event: EventFields, state: StreamState): number {
  const { sequence_number: sequence } = event;
  return Number.isSafeInteger(sequence) ? (sequence as number) : state.lastSequence + 1;
}

function ownFields(event: EventFields, row: AnyEventRow, added: object): object {
  const { type: _type, sequence_number: _sequence, ...own } = event;
  return Object.fromEntries(
    Object.entries(own).filter(([field]) => field !== row.leavesOut && !Object.hasOwn(added, field)),
  );
}

function identityOf(event: EventFields, row: AnyEventRow, state: StreamState): object {
  const itemId = typeof event.item_id === 'string' ? event.item_id : undefined;
  const index = typeof event.output_index === 'number' ? event.output_index : undefined;
  const fields = identityFields(row, itemOf(state, itemId, index), itemId, (field) => field in event);
  return fields === '' ? {} : JSON.parse(`{${fields}}`);
}

function finish(type: string, sequence: number, data: ByteString, row: AnyEventRow, state: StreamState): Frame {
  countFrame(state, type, sequence);
  return {
    type,
    bytes: sseBytes(sequence, type, `{${join(data, `"sequence":${sequence}`)}}`),
    ...(row.ends ? { ends: row.ends } : {}),
  };
}

/**
 * A frame of our own making: its data as an object, numbered after the last one that went out. In a stream that can be
 * resumed it has no `id:`, or a browser would resume after an event that it never got (docs/decisions/0011-resume.md).
 */
export function ownFrame(type: string, data: Readonly<Record<string, unknown>>, state: StreamState): Frame {
  const sequence = state.lastSequence + 1;
  countFrame(state, type, sequence);
  const json = encodeText(JSON.stringify({ ...data, sequence }));
  return { type, bytes: state.resumable ? sseBytesWithoutId(type, json) : sseBytes(sequence, type, json) };
}

/** A frame that no upstream event stands behind, and that has no number in its stream: a resumed one does not replay it. */
export function insertedFrame(type: string, data: Readonly<Record<string, unknown>>, state: StreamState): ByteString {
  countFrame(state, type);
  return sseBytesWithoutId(type, encodeText(JSON.stringify(data)));
}

function inner(fields: object): string {
  return JSON.stringify(fields).slice(1, -1);
}
