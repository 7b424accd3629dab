/** An event of an upstream stream, parsed. On the wire any field may be missing. */
export type EventFields = Readonly<Record<string, unknown>> & { readonly type: string };

/** What a row's functions receive: the parsed event, what the stream has shown so far, and what stands outside the stream. */
export interface SeenEvent<State, Context, Event = EventFields> {
  readonly event: Readonly<Event>;
  readonly state: State;
  readonly context: Context;
}

/** What a stream has to know of one event type. An empty row forwards the event as it is. An API's own rows may say more. */
export interface EventRow<State, Context, Event = EventFields> {
  /** Remembers what later events or the log need. Runs before the event is written. */
  readonly observes?: (seen: SeenEvent<State, Context, Event>) => void;
  /** Fields that the service's own frames have beside the event's. */
  readonly adds?: (seen: SeenEvent<State, Context, Event>) => Readonly<Record<string, unknown>>;
  /** One of the event's fields that the service's own frames leave out. */
  readonly leavesOut?: string;
  /** The stream ends here; `may-follow`: unless upstream sends one more event, of a type that `followsError`. */
  readonly ends?: 'now' | 'may-follow';
  /** The stream ends here where this holds once the event was observed: it is the last of several. */
  readonly endsWhen?: (state: State) => boolean;
  /** An event that ends the stream keeps its long strings, such as an image. Others say why in a few words, and are cut. */
  readonly keepsLongStrings?: true;
  /** May still come after an event that `may-follow`. */
  readonly followsError?: true;
}

/** The event types of one API. */
export interface EventCatalogue<State, Context, Row extends EventRow<State, Context> = EventRow<State, Context>> {
  /** The row of a type that the catalogue lists. */
  readonly listedRow: (type: string) => Row | undefined;
  /** The row of a type, or the row for unknown ones. */
  readonly rowOf: (type: string) => Row;
  /** Whether a type is one of the API's, listed or not. */
  readonly isEventType: (type: string) => boolean;
}

/** What reading a stream needs of a catalogue, whatever its state is. */
export interface EventTypes {
  readonly listedRow: (type: string) => { readonly leavesOut?: string | undefined } | undefined;
  readonly isEventType: (type: string) => boolean;
}

/** How a stream ends with an event of this row, by what it has shown with it; undefined where it goes on. */
export function endingOf<State, Context>(
  { ends, endsWhen }: EventRow<State, Context>,
  state: State,
): 'now' | 'may-follow' | undefined {
  return ends ?? (endsWhen?.(state) ? 'now' : undefined);
}
