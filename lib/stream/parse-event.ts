import { isNestedTooDeep } from '../errors/nesting.ts';
import { redactAnswer } from '../errors/redact-answer.ts';
import { parseExactJson } from '../json/exact-json.ts';
import { type ByteString, decodeText } from '../large-json/byte-string.ts';
import { bareError } from './bare-error.ts';
import type { EventFields, EventTypes } from './event-catalogue.ts';

/** The upstream sent something that is not an event. */
export class MalformedEvent extends Error {
  override readonly name = 'MalformedEvent';
}

/** An event as an object, and as upstream wrote it. */
export interface ParsedEvent {
  readonly event: EventFields;
  /** Its JSON, as it came. */
  readonly bytes: ByteString;
  /** The SSE `event:` field, if there was one. */
  readonly name: string | undefined;
  /** Whether `event` has less than `bytes`: a key that an error repeats does not go out. */
  readonly isRedacted: boolean;
}

/** Parses an event. Throws `MalformedEvent` where its JSON is not an object, or has no type. */
export function parseEvent(bytes: ByteString, name: string | undefined, types: EventTypes): ParsedEvent {
  const said = fieldsOf(bytes, name, types);
  const event = redactAnswer(said);
  return { event, bytes, name, isRedacted: event !== said };
}

function fieldsOf(bytes: ByteString, name: string | undefined, types: EventTypes): EventFields {
  const event = parsedJson(decodeText(bytes), name);
  if (isNestedTooDeep(event)) throw new MalformedEvent('The event is nested too deeply');
  const error = bareError(event, name, types);
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
