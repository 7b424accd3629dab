import fc from 'fast-check';

/** One delta of a stream's text: to which part it belongs, and what it says. */
export interface Step {
  readonly part: number;
  readonly text: string;
  /** An annotation comes after it: an event without text. */
  readonly cited?: boolean;
}

/** A content part of a message. */
export interface Part {
  readonly output_index: number;
  readonly content_index: number;
  readonly type: 'output_text' | 'refusal';
}

type Event = Readonly<Record<string, unknown>> & { readonly type: string; readonly sequence_number: number };

/** A background response that was streamed: its events as OpenAI numbers them, and what it was in the end. */
export interface StreamedText {
  readonly events: readonly Event[];
  readonly response: Readonly<Record<string, unknown>>;
  readonly lastSequence: number;
  /** What the events up to a number have carried of a part's text. */
  delivered(after: number, part: number): string;
}

/** Two texts of one message, and a refusal of another. */
export const parts: readonly Part[] = [
  { output_index: 0, content_index: 0, type: 'output_text' },
  { output_index: 0, content_index: 1, type: 'output_text' },
  { output_index: 2, content_index: 0, type: 'refusal' },
];

/** A stream of these deltas, in this order; without events after them where `bare`. */
export function streamedText(steps: readonly Step[], { bare = false } = {}): StreamedText {
  const events: Event[] = [];
  const add = (type: string, fields: object) => events.push({ type, sequence_number: events.length, ...fields });
  add('response.created', { response: { id: 'resp_1', status: 'queued', background: true } });
  add('response.in_progress', { response: { id: 'resp_1', status: 'in_progress', background: true } });
  const numbers = steps.map(({ part, text, cited }) => {
    const { type, ...place } = partOf(part);
    const sequence = events.length;
    add(`response.${type}.delta`, { item_id: `msg_${place.output_index}`, ...place, delta: text, logprobs: [] });
    if (cited) add('response.output_text.annotation.added', { ...place, annotation: { type: 'url_citation' } });
    return sequence;
  });
  if (!bare) {
    for (const { type, ...place } of parts) add(`response.${type}.done`, { ...place, text: 'all of it' });
  }
  const response = { id: 'resp_1', object: 'response', status: 'completed', model: 'm', output: outputOf(steps) };
  add('response.completed', { response });
  return {
    events,
    response,
    lastSequence: events.length - 1,
    delivered: (after, part) => {
      const come = steps.filter((_, index) => (numbers[index] ?? 0) <= after);
      return wholeText(come, part);
    },
  };
}

function partOf(index: number): Part {
  const part = parts[index];
  if (!part) throw new Error(`There is no part ${index}`);
  return part;
}

/** All that the deltas of a part say. */
export function wholeText(steps: readonly Step[], part: number): string {
  return steps.map((step) => (step.part === part ? step.text : '')).join('');
}

function outputOf(steps: readonly Step[]): readonly object[] {
  const contentOf = (index: number) => {
    const { type } = partOf(index);
    const text = wholeText(steps, index);
    return type === 'refusal' ? { type, refusal: text } : { type, text, annotations: [] };
  };
  return [
    { id: 'msg_0', type: 'message', content: [contentOf(0), contentOf(1)] },
    { id: 'rs_1', type: 'reasoning', summary: [] },
    { id: 'msg_2', type: 'message', content: [contentOf(2)] },
  ];
}

/** The stream's bytes, as OpenAI frames them. */
export function bytesOfEvents(events: StreamedText['events']): Buffer {
  return Buffer.from(events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join(''));
}

/** Deltas as models write them, and as they do not: empty ones, line breaks, characters of one to four bytes. */
export const texts = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 8 }),
  fc.constantFrom(
    '',
    ' word',
    '\n\n',
    'é',
    '日本',
    '👩‍👩‍👧',
    '\ud83d',
    '\ude00',
    '"sequence_number":7',
    '\\',
    'data: x\n\n',
  ),
);

/** Streams of up to thirty deltas, those of several parts mixed. */
export const stepLists = fc.array(
  fc.record({ part: fc.nat({ max: parts.length - 1 }), text: texts, cited: fc.boolean() }),
  { maxLength: 30 },
);

/** An event of a replayed stream. */
export interface Replayed {
  readonly type: string;
  readonly sequence_number: number;
  readonly delta?: string;
  readonly output_index?: number;
  readonly content_index?: number;
  readonly text_offset?: number;
  readonly [field: string]: unknown;
}

/** What a reader has of a text who had `before` and then these events. Throws where something is missing, or comes twice. */
export function textAfter(before: string, events: readonly Replayed[], part: number): string {
  const { output_index, content_index } = parts[part] ?? {};
  let text = before;
  for (const event of events) {
    if (event.output_index !== output_index || event.content_index !== content_index) continue;
    const { delta = '', text_offset: from = 0 } = event;
    if (from !== text.length) throw new Error(`Part ${part} goes on at ${from}, but ${text.length} of it have come`);
    text += delta;
  }
  return text;
}
