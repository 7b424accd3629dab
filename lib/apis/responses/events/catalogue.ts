import { audioEvents } from './audio-events.ts';
import type { EventHandler, EventRow, EventType } from './event-handler.ts';
import { imageEvents } from './image-events.ts';
import { lifecycleEvents } from './lifecycle-events.ts';
import { mcpEvents } from './mcp-events.ts';
import { reasoningEvents } from './reasoning-events.ts';
import { refusalEvents } from './refusal-events.ts';
import { structuralEvents, unknownEvent, unlistedStructuralEvents } from './structural-events.ts';
import { textEvents } from './text-events.ts';
import { toolEvents, unlistedToolEvents } from './tool-events.ts';

/**
 * THE event catalogue: nine tables by concern, exhaustive over the SDK's event union. A type that an SDK upgrade adds, a
 * row that is missing and a row for a type that does not exist do not compile.
 */
export const catalogue = {
  ...lifecycleEvents,
  ...textEvents,
  ...reasoningEvents,
  ...toolEvents,
  ...imageEvents,
  ...audioEvents,
  ...mcpEvents,
  ...refusalEvents,
  ...structuralEvents,
} as const satisfies { readonly [T in EventType]: EventHandler<T> };

/** Types that OpenAI sends though the SDK's union lacks them. When the SDK learns one, its row moves into a table above. */
export const unlistedEvents = { ...unlistedToolEvents, ...unlistedStructuralEvents } as const;

/** `satisfies` does not look at surplus keys after a spread: these two lines do. */
type Surplus = Exclude<keyof typeof catalogue, EventType> | Extract<keyof typeof unlistedEvents, EventType>;
true satisfies [Surplus] extends [never] ? true : `not an event type, or listed twice: ${Surplus}`;

/** An event as the stream loop sees it: whatever the wire said, as long as it has a type. */
export type AnyEventRow = EventRow<{ readonly type: string }>;

const rows = new Map<string, AnyEventRow>([...Object.entries(catalogue), ...Object.entries(unlistedEvents)] as [
  string,
  AnyEventRow,
][]);

/** The row of a type that a table lists. */
export function listedRow(type: string): AnyEventRow | undefined {
  return rows.get(type);
}

/** The row of a type, or the row for unknown ones. */
export function rowOf(type: string): AnyEventRow {
  return rows.get(type) ?? unknownEvent;
}
