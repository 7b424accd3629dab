import { responseCatalogue } from '../../apis/responses/events/response-catalogue.ts';
import type { Fields } from '../../json/fields.ts';
import type { ArchivedResult } from '../records/archived-result.ts';
import { outlineKey } from './event-outline.ts';
import { missingTextEvents } from './missing-text-events.ts';
import { outlinedEvents } from './outlined-events.ts';
import type { PlayedEvent, ReplayedEvent } from './played-event.ts';
import { responseEvents } from './response-events.ts';

/**
 * A response as a stream that goes on after the number `after`: numbered from 0, the same each time, and all of it marked
 * `"replayed":true`. Whoever has had its end gets that once more. A number beyond it is of another stream, that OpenAI sent: all
 * is played, so that nothing is lost.
 */
export function replayedEvents(response: Fields, after = -1): readonly ReplayedEvent[] {
  const events = numbered([...responseEvents(response)]);
  return after < events.length ? eventsAfter(events, after) : events;
}

/**
 * The same of an archived result. Where it has the outline of the stream that the response came by, the events and their
 * numbers are that stream's; where it knows of the text alone, the rest of the text comes after a number.
 */
export function archivedEvents(
  {
    response,
    stream_events: outline,
    text_offsets: offsets,
  }: Pick<ArchivedResult, 'response' | 'stream_events' | 'text_offsets'>,
  after?: number,
): readonly ReplayedEvent[] {
  const outlined = outline && outlinedEvents([...responseEvents(response)], outline);
  if (outlined) return eventsAfter(numbered(outlined), after);
  return offsets && after !== undefined ? missingTextEvents(response, offsets, after) : replayedEvents(response, after);
}

/** The end of a stream alone, under its number, for whoever has had all events up to it. */
export function replayedEnd(response: Fields, sequence_number: number): readonly ReplayedEvent[] {
  const [end] = numbered([...responseEvents(response)].slice(-1));
  return end ? [{ ...end, sequence_number }] : [];
}

/** There is always an end. */
function eventsAfter(events: readonly ReplayedEvent[], after = -1): readonly ReplayedEvent[] {
  return events.slice(Math.min(after + 1, events.length - 1));
}

function numbered(events: readonly PlayedEvent[]): readonly ReplayedEvent[] {
  const offsets = new Map<string, number>();
  return events.map((event, sequence_number) => {
    const { type, ...fields } = event;
    const own = { type, sequence_number, ...fields, replayed: true as const };
    // A caller may have begun to read the text.
    if (!responseCatalogue.rowOf(type).textDelta || typeof event.delta !== 'string') return own;
    const key = outlineKey(event);
    const text_offset = offsets.get(key) ?? 0;
    offsets.set(key, text_offset + event.delta.length);
    return { ...own, text_offset };
  });
}
