import type { ResponseStreamEvent } from 'openai/resources/responses/responses';
import type { StreamContext, StreamState } from './stream-state.ts';

/** Every event type that the installed SDK knows. */
export type EventType = ResponseStreamEvent['type'];

/** The SDK's event of a type. On the wire any field may be missing: recorded traffic is older and younger than the SDK. */
export type EventOf<T extends EventType> = Extract<ResponseStreamEvent, { type: T }>;

/** What a row's functions receive: the parsed event, what the stream has shown so far, and what stands outside the stream. */
export interface Seen<Event> {
  readonly event: Readonly<Event>;
  readonly state: StreamState;
  readonly context: StreamContext;
}

/** How one event type becomes a frame. An empty row forwards the event as it is. */
export interface EventRow<Event> {
  /**
   * The frame needs only the item's identity: its `call_id`; of OpenAI's own tools, which have none, the item's id in its place
   * (`item`), and `container_id` too (`container`). A flat event of such a type is forwarded without being parsed into an object.
   */
  readonly identifies?: 'call' | 'item' | 'container';
  /** Remembers what later events or the log need. Runs before `adds`. */
  readonly observes?: (seen: Seen<Event>) => void;
  /** Fields beside the event's own. */
  readonly adds?: (seen: Seen<Event>) => Readonly<Record<string, unknown>>;
  /** One of the event's own fields that the frame leaves out: `response`, for which lifecycle events carry a summary. */
  readonly leavesOut?: keyof Event & string;
  /** The stream ends here; `may-follow`: unless upstream sends one more event (`error`, then `response.failed`). */
  readonly ends?: 'now' | 'may-follow';
}

export type EventHandler<T extends EventType> = EventRow<EventOf<T>>;

/** A table of rows for some of the SDK's types. An invented type, or a wrong field, does not compile. */
export type EventTable<T extends EventType> = { readonly [K in T]: EventHandler<K> };
