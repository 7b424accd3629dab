import { Readable } from 'node:stream';
import type { ArchivedResult } from './archived-result.ts';
import { type MissingText, missingTexts, type TextPart } from './missing-texts.ts';

type Fields = Readonly<Record<string, unknown>>;
type ReplayedEvent = Fields & { readonly type: string };
type Replayable = Pick<ArchivedResult, 'response' | 'text_offsets'>;

/**
 * The rest of an archived stream as OpenAI would have framed it: what the events up to `after` have not carried of the text
 * in one delta (one for each text, where there are several), then the terminal event, all marked `"replayed":true`.
 * `text_offset` of a delta says where in its text it begins, in UTF-16 code units: 0, the whole text, where nobody knows
 * what has come.
 */
export function replayedStream(result: Replayable, after: number | undefined): Readable {
  return Readable.from([...replayedEvents(result, after)].map((event) => Buffer.from(frame(event))));
}

/** The terminal event alone, under its number, for whoever has had all events up to it. */
export function replayedEnd(response: Fields, sequence: number): Readable {
  return Readable.from([Buffer.from(frame(terminalEvent(response, sequence)))]);
}

function* replayedEvents({ text_offsets: offsets, response }: Replayable, after = -1): Generator<ReplayedEvent> {
  let sequence = after;
  for (const missing of missingTexts(textParts(response), offsets, after)) {
    sequence = Math.max(sequence + 1, missing.last ?? 0);
    yield deltaEvent(missing, sequence);
  }
  // Once more for whoever has had it, with its own number; else behind whatever came before it.
  const next = offsets && sequence === after ? sequence : sequence + 1;
  yield terminalEvent(response, Math.max(offsets?.last_sequence ?? 0, next));
}

function deltaEvent({ part, from, to }: MissingText, sequence: number): ReplayedEvent {
  const { type, text, ...place } = part;
  return {
    type: `response.${type}.delta`,
    sequence_number: sequence,
    ...place,
    delta: text.slice(from, to),
    ...(type === 'output_text' ? { logprobs: [] } : {}),
    replayed: true,
    text_offset: from,
  };
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
      return [{ type, text, item_id: id, output_index, content_index } satisfies TextPart];
    }),
  );
}

function frame(event: ReplayedEvent): string {
  return `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}
