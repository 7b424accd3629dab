import type { EventCatalogue, EventRow } from './event-catalogue.ts';

/** A type whose events tell nothing, and how they begin. */
export interface PassedType {
  readonly type: string;
  /** In OpenAI's way of writing events. */
  readonly head: string;
  count: number;
}

/** Finds the events of a stream that tell nothing, by their first bytes, and counts them. */
export interface PassedEvents {
  /** The type of the event that begins at a place of the text; undefined where it has to be read. */
  readonly at: (text: string, start: number) => PassedType | undefined;
  /** Hands over what has been counted, and forgets it. */
  readonly take: () => PassedType[];
}

const EVENT_LINE = 'event: ';

/** Types that the catalogue lists, observes nothing of and ends nothing by; `tells` excepts more of them. */
export function passedEvents<State, Context, Row extends EventRow<State, Context>>(
  catalogue: EventCatalogue<State, Context, Row>,
  tells: (row: Row) => boolean = () => false,
): PassedEvents {
  const types = new Map<string, PassedType>();
  let last: PassedType | undefined;

  function newType(type: string): PassedType | undefined {
    const row = catalogue.listedRow(type);
    if (!row || row.observes || row.ends || row.followsError || tells(row)) return undefined;
    const made = { type, head: `${EVENT_LINE}${type}\ndata: {"type":"${type}"`, count: 0 };
    types.set(type, made);
    return made;
  }

  return {
    at(text, start) {
      if (last && text.startsWith(last.head, start)) return last;
      if (!text.startsWith(EVENT_LINE, start)) return undefined;
      const type = text.slice(start + EVENT_LINE.length, text.indexOf('\n', start));
      const known = types.get(type) ?? newType(type);
      if (!known || !text.startsWith(known.head, start)) return undefined;
      last = known;
      return known;
    },
    take() {
      const counted = [...types.values()].filter(({ count }) => count > 0);
      types.clear();
      last = undefined;
      return counted;
    },
  };
}
