import { Readable } from 'node:stream';
import type { ArchivedResult } from './archived-result.ts';
import { deliveredLength, lastDelta, type PartOffsets } from './text-offsets.ts';

/** A text part of an archived response, and where it stands in `output`. */
interface TextPart {
  readonly type: 'output_text' | 'refusal';
  readonly text: string;
  readonly place: { readonly item_id: unknown; readonly output_index: number; readonly content_index: number };
}

type Fields = Readonly<Record<string, unknown>>;
type ReplayedEvent = Fields & { readonly type: string };
type Replayable = Pick<ArchivedResult, 'response' | 'text_offsets'>;

/**
 * The rest of an archived stream as OpenAI would have framed it: what the events up to `after` have not carried of each text
 * in one delta, then the terminal event, all marked `"replayed":true`. `text_offset` of a delta says where in its text it
 * begins, in UTF-16 code units: 0, the whole text, where nobody knows what has come.
 */
export function replayedStream(result: Replayable, after: number | undefined): Readable {
  return Readable.from([...replayedEvents(result, after)].map((event) => Buffer.from(frame(event))));
}

/** The terminal event alone, for whoever has had all events up to it. */
export function replayedEnd(response: Fields, after = 0): Readable {
  return Readable.from([Buffer.from(frame(terminalEvent(response, after)))]);
}

function* replayedEvents({ text_offsets: offsets, response }: Replayable, after = -1): Generator<ReplayedEvent> {
  let sequence = after;
  for (const { type, text, place } of textParts(response)) {
    const part = offsets?.parts.find((known) => isAt(known, place) && textLength(known) === text.length);
    const from = part ? deliveredLength(part, after) : 0;
    const delta = text.slice(from);
    if (delta === '') continue;
    sequence = Math.max(sequence + 1, part ? lastDelta(part) : 0);
    const rest = { ...place, delta, ...(type === 'output_text' ? { logprobs: [] } : {}) };
    yield { type: `response.${type}.delta`, sequence_number: sequence, ...rest, replayed: true, text_offset: from };
  }
  const last = offsets ? Math.max(offsets.last_sequence, sequence) : sequence + 1;
  yield terminalEvent(response, last);
}

function terminalEvent(response: Fields, sequence: number): ReplayedEvent {
  return { type: `response.${response.status}`, sequence_number: sequence, response, replayed: true };
}

function textParts({ output }: Fields): TextPart[] {
  const items = (output ?? []) as readonly { readonly id?: unknown; readonly content?: unknown }[];
  return items.flatMap(({ id, content }, output_index) =>
    (Array.isArray(content) ? (content as readonly Fields[]) : []).flatMap((part, content_index) => {
      const { type } = part;
      const text = type === 'refusal' ? part.refusal : part.text;
      if ((type !== 'output_text' && type !== 'refusal') || typeof text !== 'string') return [];
      return [{ type, text, place: { item_id: id, output_index, content_index } } satisfies TextPart];
    }),
  );
}

function isAt(part: PartOffsets, { output_index, content_index }: TextPart['place']): boolean {
  return part.output_index === output_index && part.content_index === content_index;
}

/** All that a part's deltas carried; another length than the text's means that they are not its own. */
function textLength(part: PartOffsets): number {
  return deliveredLength(part, Number.POSITIVE_INFINITY);
}

function frame(event: ReplayedEvent): string {
  return `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}
