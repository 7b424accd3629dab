import type { unlistedEvents } from '../../apis/responses/events/catalogue.ts';
import type { EventType } from '../../apis/responses/events/event-handler.ts';
import { type Fields, isFields } from '../../json/fields.ts';

/** An event of OpenAI's as a replay plays it, before it has its number. */
export type PlayedEvent = Fields & { readonly type: EventType | keyof typeof unlistedEvents };

/** An event as it is replayed. */
export type ReplayedEvent = PlayedEvent & { readonly sequence_number: number; readonly replayed: true };

/** Which item of the output an event belongs to. */
export interface ItemPlace {
  /** Undefined where the item has none. */
  readonly item_id: string | undefined;
  readonly output_index: number;
}

/** How items of one type are played between their `output_item.added` and their `output_item.done`. */
export interface ItemRow {
  /** The item as it begins: what comes later is empty. */
  readonly begins: (item: Fields) => Fields;
  readonly events: (item: Fields, place: ItemPlace) => Iterable<PlayedEvent>;
}

/** The objects of a list, each with its place in it. Whatever is none, a list or an object, is passed over. */
export function entriesOf(value: unknown): readonly (readonly [index: number, entry: Fields])[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [];
  return list.flatMap((entry, index) => (isFields(entry) ? [[index, entry] as const] : []));
}

/** An item under way: its status says so, and those of the given fields that it has are as empty as given. */
export function begun(item: Fields, empty: Fields = {}): Fields {
  const blank = Object.entries(empty).filter(([field]) => field in item);
  const status = typeof item.status === 'string' ? { status: 'in_progress' } : {};
  return { ...item, ...status, ...Object.fromEntries(blank) };
}

const UNFINISHED = new Set<unknown>(['in_progress', 'incomplete', 'failed']);

/** Whether a call came to its end: one without a status did. By the status alone, since an archive has less of a result. */
export function isFinished({ status }: Fields): boolean {
  return !UNFINISHED.has(status);
}
