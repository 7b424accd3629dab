import type { ResponseStreamEvent } from 'openai/resources/responses/responses';
import type { EventRow as AnyApiRow, SeenEvent } from '../../../stream/event-catalogue.ts';
import type { StreamContext, StreamState } from './stream-state.ts';

/** Every event type that the installed SDK knows. */
export type EventType = ResponseStreamEvent['type'];

/** The SDK's event of a type. On the wire any field may be missing: recorded traffic is older and younger than the SDK. */
export type EventOf<T extends EventType> = Extract<ResponseStreamEvent, { type: T }>;

/** What a row's functions receive: the parsed event, what the stream has shown so far, and what stands outside the stream. */
export type Seen<Event> = SeenEvent<StreamState, StreamContext, Event>;

/** How one event type becomes a frame, and what it says of its response. An empty row forwards the event as it is. */
export interface EventRow<Event> extends AnyApiRow<StreamState, StreamContext, Event> {
  /**
   * The frame needs only the item's identity: its `call_id`; of OpenAI's own tools, which have none, the item's id in its place
   * (`item`), and `container_id` too (`container`). A flat event of such a type is forwarded without being parsed into an object.
   */
  readonly identifies?: 'call' | 'item' | 'container';
  /** One of the event's own fields that the frame leaves out: `response`, for which lifecycle events carry a summary. */
  readonly leavesOut?: keyof Event & string;
  /** `response`: the event has the whole response. */
  readonly carries?: 'response';
  /** That response is all that was asked for: it has ended, or runs on in the background. */
  readonly answers?: true;
  /** The event has an output item, which begins or is whole. */
  readonly item?: 'added' | 'done';
  /** The event has a piece of the answer's text. Replayed, it says where in that text it begins. */
  readonly textDelta?: true;
  /** A stream is not whole without it. What OpenAI tells of the stages of a call it may tell or not. */
  readonly needed?: true;
}

export type EventHandler<T extends EventType> = EventRow<EventOf<T>>;

/** A table of rows for some of the SDK's types. An invented type, or a wrong field, does not compile. */
export type EventTable<T extends EventType> = { readonly [K in T]: EventHandler<K> };
