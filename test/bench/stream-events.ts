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

function wire(event: { readonly type: string }): string {
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
  return wire({ type: 'response.created', sequence_number: 0, response: response('in_progress') } as { type: string });
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
  } as { type: string });
}

/** The last event of a stream. */
export function lastEvent(sequence: number): string {
  return wire({ type: 'response.completed', sequence_number: sequence, response: response('completed') } as {
    type: string;
  });
}
