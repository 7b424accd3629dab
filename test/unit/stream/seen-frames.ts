import { createParser } from 'eventsource-parser';

/** A frame as an `EventSource` would see it: inserted ones have no id. */
export interface SeenFrame {
  readonly id: string | undefined;
  readonly event: string | undefined;
  readonly data: Readonly<Record<string, unknown>>;
}

/** The frames of a stream's text. */
export function seenFrames(text: string): SeenFrame[] {
  const seen: SeenFrame[] = [];
  const parser = createParser({ onEvent: ({ id, event, data }) => seen.push({ id, event, data: JSON.parse(data) }) });
  parser.feed(text);
  return seen;
}
