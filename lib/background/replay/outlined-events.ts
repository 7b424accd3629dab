import { responseCatalogue } from '../../apis/responses/events/response-catalogue.ts';
import { fieldsOf } from '../../json/fields.ts';
import { type EventOutline, type OutlineRun, outlineKey } from './event-outline.ts';
import type { PlayedEvent } from './played-event.ts';

/** In place of an event that a response says nothing of, such as an unfinished image: its number is kept. OpenAI sends it too. */
const NOTHING: PlayedEvent = { type: 'keepalive' };

/** What a response has for the events of one key, and how much of it has been played. */
interface Supply {
  readonly event: PlayedEvent;
  /** Of events without a delta, how often; of others, how many code units. */
  taken: number;
}

/**
 * The events of a response in the order, and cut to the lengths, that its stream had. Undefined where the outline is not that
 * of this response, or leaves out some of it.
 */
export function outlinedEvents(
  events: readonly PlayedEvent[],
  outline: EventOutline,
): readonly PlayedEvent[] | undefined {
  const [created] = events;
  const supplies = new Map(events.map((event): [string, Supply] => [outlineKey(event), { event, taken: 0 }]));
  const played = outline.flatMap((run) => {
    const supply = supplies.get(outlineKey(run));
    if (supply) return run.lengths ? pieces(supply, run.lengths) : repeated(supply, run.count);
    const filler = run.type === 'response.queued' && created ? queued(created) : NOTHING;
    return Array.from({ length: run.lengths?.length ?? run.count ?? 1 }, () => filler);
  });
  const isWhole = [...supplies.values()].every(isPlayed);
  return isWhole && played.at(-1)?.type === events.at(-1)?.type ? played : undefined;
}

/** A delta cut into pieces. */
function pieces(supply: Supply, lengths: NonNullable<OutlineRun['lengths']>): PlayedEvent[] {
  const { event } = supply;
  const text = typeof event.delta === 'string' ? event.delta : '';
  return lengths.map((length) => {
    const from = supply.taken;
    supply.taken += length;
    return { ...event, delta: text.slice(from, supply.taken) };
  });
}

function repeated(supply: Supply, count = 1): PlayedEvent[] {
  const { event, taken } = supply;
  supply.taken += count;
  // A delta that is no text is whole the first time.
  const isOnce = 'delta' in event;
  return Array.from({ length: count }, (_, index) => (isOnce && taken + index > 0 ? NOTHING : event));
}

function isPlayed({ event, taken }: Supply): boolean {
  if (taken === 0) return !responseCatalogue.rowOf(event.type).needed;
  return typeof event.delta !== 'string' || taken === event.delta.length;
}

function queued(created: PlayedEvent): PlayedEvent {
  return { ...created, type: 'response.queued', response: { ...fieldsOf(created.response), status: 'queued' } };
}
