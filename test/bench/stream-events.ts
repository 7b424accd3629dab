const RESPONSE_ID = 'resp_0bench0000000000000000000000000000000000000000000';
const ITEM_ID = 'msg_0bench0000000000000000000000000000000000000000000';
const WORDS = [
  'Once',
  ' upon',
  ' a',
  ' time',
  ',',
  ' there',
  ' lived',
  ' a',
  ' unicorn',
  ' — ',
  'naïve',
  '.',
  '\n\n',
  ' "so"',
];

function wire(event: { readonly type: string; readonly [field: string]: unknown }): string {
  return `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}

/** The response object that opens and ends a stream, as large as OpenAI's are (some 1.5 KB). */
function response(status: string): object {
  return {
    id: RESPONSE_ID,
    object: 'response',
    created_at: 1_790_000_000,
    status,
    model: 'gpt-6.1-terra',
    output: [],
    parallel_tool_calls: true,
    service_tier: 'default',
    instructions: 'You are a careful narrator. '.repeat(30),
    text: { format: { type: 'text' }, verbosity: 'medium' },
    usage: status === 'completed' ? { input_tokens: 10, output_tokens: 100, total_tokens: 110 } : null,
    metadata: {},
  };
}

/** The first event of a stream. */
export function firstEvent(): string {
  return wire({ type: 'response.created', sequence_number: 0, response: response('in_progress') });
}

/** The n-th text delta, in OpenAI's spelling; `padding` characters make it longer. */
export function deltaEvent(sequence: number, padding = 0): string {
  const delta = (WORDS[sequence % WORDS.length] ?? '') + 'x'.repeat(padding);
  return wire({
    type: 'response.output_text.delta',
    sequence_number: sequence,
    item_id: ITEM_ID,
    output_index: 0,
    content_index: 0,
    delta,
    logprobs: [],
    obfuscation: 'aB3dE6gH9jK2mN5'.slice(sequence % 12),
  });
}

/** The last event of a stream. */
export function lastEvent(sequence: number): string {
  return wire({ type: 'response.completed', sequence_number: sequence, response: response('completed') } as {
    type: string;
  });
}

/** Signature and header of a PNG of 1024 by 1024 pixels. */
const PNG_HEAD = 'iVBORw0KGgoAAAANSUhEUgAABAAAAAQACAIAAADwf7zU';

/** A whole answer with one image of so many base64 characters, as JSON or as an event stream. */
export function imageAnswer(characters: number, streamed: boolean): string {
  const result = PNG_HEAD + 'QUJD'.repeat((characters - PNG_HEAD.length) / 4);
  const item = { id: 'ig_0bench', type: 'image_generation_call', status: 'completed', result };
  const whole = { ...response('completed'), output: [item] };
  if (!streamed) return JSON.stringify(whole);
  const done = { type: 'response.output_item.done', sequence_number: 1, output_index: 0, item };
  return firstEvent() + wire(done) + wire({ type: 'response.completed', sequence_number: 2, response: whole });
}
