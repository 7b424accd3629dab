import type * as z from 'zod';

import type { EventOf, EventType } from '../../events/event-handler.ts';

/** How one type of frame is described; what every frame has, and what the catalogue's row adds, is not said here. */
export interface FrameRow {
  readonly description: string;
  /** The fields of its `data`. */
  readonly fields: Readonly<Record<string, z.ZodType>>;
}

/** What the frame keeps of the SDK's event: `response` gives way to a summary, `sequence_number` to `sequence`. */
type KeptField<T extends EventType> = Exclude<keyof EventOf<T>, 'type' | 'sequence_number' | 'response'>;

/**
 * Rows for some of the SDK's events. A field that an SDK upgrade adds, a field that is missing and one that neither the SDK
 * nor `Added` names do not compile.
 */
export type FrameTable<T extends EventType, Added extends string = never> = {
  readonly [K in T]: {
    readonly description: string;
    readonly fields: { readonly [F in KeptField<K>]-?: z.ZodType } & { readonly [F in Added]?: z.ZodType };
  };
};
