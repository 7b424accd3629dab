import { backgroundResponse } from './background-calls.ts';
import type { NumberedEvent } from './lifecycle-calls.ts';

/** A message with one part, and the deltas that make up its text. */
export interface PlayedMessage {
  readonly kind: 'output_text' | 'refusal';
  readonly deltas: readonly string[];
}

/** What a stream says: not all of it in ASCII, nor in one code unit a character. */
export const MESSAGES: readonly PlayedMessage[] = [
  { kind: 'output_text', deltas: ['Es war ', 'einmal in 日本, ', '🦄🦄 „naïve“', ' – e\u0301nde'] },
];

/** A response that ends with these messages. */
export function toldResponse(id: string, messages: readonly PlayedMessage[] = MESSAGES) {
  return backgroundResponse(id, 'completed', { output: messages.map(doneItem) });
}

/** The events of a background stream that says this, from created to completed. */
export function backgroundEvents(id: string, messages: readonly PlayedMessage[] = MESSAGES): NumberedEvent[] {
  return numbered([
    { type: 'response.created', response: backgroundResponse(id, 'queued') },
    { type: 'response.queued', response: backgroundResponse(id, 'queued') },
    { type: 'response.in_progress', response: backgroundResponse(id, 'in_progress') },
    ...messages.flatMap(messageEvents),
    { type: 'response.completed', response: toldResponse(id, messages) },
  ]);
}

/** Numbers events from 0 on. */
export function numbered(
  events: readonly ({ readonly type: string } & Readonly<Record<string, unknown>>)[],
): NumberedEvent[] {
  return events.map((event, sequence_number) => ({ ...event, sequence_number }));
}

function messageEvents(message: PlayedMessage, output_index: number) {
  const { kind, deltas } = message;
  const place = { item_id: `msg_${output_index}`, output_index, content_index: 0 };
  const item = doneItem(message, output_index);
  const [part] = item.content;
  return [
    { type: 'response.output_item.added', output_index, item: { ...item, status: 'in_progress', content: [] } },
    { type: 'response.content_part.added', ...place, part: { type: kind, [textField(kind)]: '' } },
    ...deltas.map((delta) => ({
      type: `response.${kind}.delta`,
      ...place,
      delta,
      ...(kind === 'output_text' ? { logprobs: [], obfuscation: 'x'.repeat(16 - (delta.length % 16)) } : {}),
    })),
    { type: `response.${kind}.done`, ...place, [textField(kind)]: deltas.join('') },
    { type: 'response.content_part.done', ...place, part },
    { type: 'response.output_item.done', output_index, item },
  ];
}

function doneItem({ kind, deltas }: PlayedMessage, index: number) {
  const part = {
    type: kind,
    [textField(kind)]: deltas.join(''),
    ...(kind === 'output_text' ? { annotations: [] } : {}),
  };
  return { id: `msg_${index}`, type: 'message', role: 'assistant', status: 'completed', content: [part] };
}

function textField(kind: PlayedMessage['kind']): 'text' | 'refusal' {
  return kind === 'refusal' ? 'refusal' : 'text';
}
