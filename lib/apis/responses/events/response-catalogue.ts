import type { EventCatalogue } from '../../../stream/event-catalogue.ts';
import { type AnyEventRow, listedRow, rowOf } from './catalogue.ts';
import type { StreamContext, StreamState } from './stream-state.ts';

/** The event catalogue as streams read it. */
export const responseCatalogue: EventCatalogue<StreamState, StreamContext, AnyEventRow> = {
  listedRow,
  rowOf,
  isEventType: (type) => type.startsWith('response.') || listedRow(type) !== undefined,
};
