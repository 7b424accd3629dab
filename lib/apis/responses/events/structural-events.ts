import { audioPartMediaType } from './audio-media-type.ts';
import type { EventRow, EventTable, Seen } from './event-handler.ts';
import { itemOf, rememberItem } from './stream-state.ts';

/** Output items and content parts: the skeleton that the other events fill. */
export const structuralEvents = {
  'response.output_item.added': { item: 'added', needed: true, observes: rememberOutputItem, adds: nameCall },
  'response.output_item.done': { item: 'done', needed: true, observes: rememberDoneItem, adds: nameCall },
  'response.content_part.added': { needed: true, adds: nameAudio },
  'response.content_part.done': { needed: true, adds: nameAudio },
} as const satisfies EventTable<
  | 'response.output_item.added'
  | 'response.output_item.done'
  | 'response.content_part.added'
  | 'response.content_part.done'
>;

/** Sent by OpenAI and listed nowhere. */
export const unlistedStructuralEvents = {
  keepalive: {},
} as const satisfies Readonly<Record<string, EventRow<object>>>;

/** For a type that no table lists: forwarded as it came, counted, and logged at the stream's end. */
export const unknownEvent = {
  observes: ({ event, state }) => {
    state.unknownEvents.set(event.type, (state.unknownEvents.get(event.type) ?? 0) + 1);
  },
} as const satisfies EventRow<{ readonly type: string }>;

interface OutputItemEvent {
  readonly type: string;
  readonly output_index: number;
  readonly item: object;
}

function rememberOutputItem(seen: Seen<OutputItemEvent>): void {
  remember(seen, false);
}

function rememberDoneItem(seen: Seen<OutputItemEvent>): void {
  remember(seen, true);
}

function remember({ event, state, context }: Seen<OutputItemEvent>, isDone: boolean): void {
  rememberItem(state, { outputIndex: event.output_index, item: event.item, isDone, now: context.now() });
}

/** The media type of a spoken part, which stands beside the part. */
function nameAudio({ event, state, context }: Seen<{ readonly part: unknown }>): Readonly<Record<string, unknown>> {
  const type = audioPartMediaType(event.part, state.audioMediaType ?? context.audioMediaType);
  return type === undefined ? {} : { media_type: type };
}

/** The media type of a message's spoken part. */
function spokenItem({ event, state, context }: Seen<OutputItemEvent>): Readonly<Record<string, unknown>> {
  const { content } = event.item as { readonly content?: unknown };
  const asked = state.audioMediaType ?? context.audioMediaType;
  const type = (Array.isArray(content) ? content : []).map((part) => audioPartMediaType(part, asked)).find(Boolean);
  return type === undefined ? {} : { media_type: type };
}

/** A message or a piece of reasoning is no call: it is named by `item.id` alone. */
function nameCall(seen: Seen<OutputItemEvent>): Readonly<Record<string, unknown>> {
  const { event, state } = seen;
  const { id, type } = (event.item ?? {}) as { readonly id?: unknown; readonly type?: unknown };
  if (type === 'message' || type === 'reasoning') return spokenItem(seen);
  const identity = itemOf(state, typeof id === 'string' ? id : undefined, event.output_index);
  return identity
    ? { call_id: identity.callId, ...(identity.containerId ? { container_id: identity.containerId } : {}) }
    : {};
}
