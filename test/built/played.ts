import { type UpstreamHandler, upstreamFrame } from '../support/upstream.ts';

/** A small response as OpenAI sends it. */
export const RESPONSE = {
  id: 'resp_1',
  object: 'response',
  created_at: 1_795_000_000,
  status: 'completed',
  model: 'gpt-6.1-terra',
  output: [
    {
      id: 'msg_1',
      type: 'message',
      role: 'assistant',
      status: 'completed',
      content: [{ type: 'output_text', text: 'Hello', annotations: [] }],
    },
  ],
  service_tier: 'default',
  usage: {
    input_tokens: 1000,
    input_tokens_details: { cached_tokens: 400 },
    output_tokens: 200,
    output_tokens_details: { reasoning_tokens: 50 },
    total_tokens: 1200,
  },
};

/** The event that opens a stream. */
export const CREATED = {
  type: 'response.created',
  sequence_number: 0,
  response: { ...RESPONSE, status: 'in_progress', output: [], usage: null },
};

/** One piece of text. */
export function delta(sequence: number, text: string) {
  return {
    type: 'response.output_text.delta',
    sequence_number: sequence,
    item_id: 'msg_1',
    output_index: 0,
    content_index: 0,
    delta: text,
  };
}

/** The event that ends a stream well. */
export function completed(sequence: number) {
  return { type: 'response.completed', sequence_number: sequence, response: RESPONSE };
}

/** A handler that opens an event stream and goes on as `write` says. */
export function playStream(
  write: (...parameters: Parameters<UpstreamHandler>) => void | Promise<void>,
): UpstreamHandler {
  return async (request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'x-request-id': 'req_test' });
    response.write(upstreamFrame(CREATED));
    await write(request, response);
  };
}

/** A stream without faults. */
export const goodStream = playStream((_request, response) => {
  response.end(upstreamFrame(delta(1, 'Hello')) + upstreamFrame(completed(2)));
});
