import type { Fields } from '../../json/fields.ts';
import type { TextOffsets } from '../settle/text-offsets.ts';
import { type MissingText, missingTexts, type TextPart } from './missing-texts.ts';
import { entriesOf, type ReplayedEvent } from './played-event.ts';
import { responseEvents } from './response-events.ts';

/**
 * The rest of a stream of which only the lengths of its text deltas are known: what the events up to `after` have not carried of
 * the text in one delta (one for each text, where there are several), then its end.
 */
export function missingTextEvents(response: Fields, offsets: TextOffsets, after: number): readonly ReplayedEvent[] {
  const events: ReplayedEvent[] = [];
  let sequence = after;
  for (const missing of missingTexts(textParts(response), offsets, after)) {
    sequence = Math.max(sequence + 1, missing.last ?? 0);
    events.push(deltaEvent(missing, sequence));
  }
  const [end] = [...responseEvents(response)].slice(-1);
  // Once more for whoever has had it, with its own number; else after whatever came before it.
  const next = sequence === after ? sequence : sequence + 1;
  const last = { sequence_number: Math.max(offsets.last_sequence, next), replayed: true } as const;
  return end ? [...events, { ...end, ...last }] : events;
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

function textParts({ output }: Fields): TextPart[] {
  return entriesOf(output).flatMap(([output_index, { id, content }]) =>
    entriesOf(content).flatMap(([content_index, part]) => {
      const { type } = part;
      const text = type === 'refusal' ? part.refusal : part.text;
      if ((type !== 'output_text' && type !== 'refusal') || typeof text !== 'string') return [];
      return [{ type, text, item_id: id, output_index, content_index } satisfies TextPart];
    }),
  );
}
