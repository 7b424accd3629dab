import type { Response } from 'openai/resources/responses/responses';

/** What a response carried when it used 10 tokens in and 5 out. */
export const usage = {
  input_tokens: 10,
  input_tokens_details: { cache_write_tokens: 0, cached_tokens: 4 },
  output_tokens: 5,
  output_tokens_details: { reasoning_tokens: 2 },
  total_tokens: 15,
} satisfies Response['usage'];

/** A whole response, as lifecycle events carry it. */
export function response(changes: Partial<Response> = {}): Response {
  return {
    id: 'resp_1',
    object: 'response',
    created_at: 1_790_000_000,
    status: 'in_progress',
    access_programs: null,
    output_text: '',
    error: null,
    incomplete_details: null,
    instructions: 'Be brief.',
    metadata: {},
    model: 'gpt-6.1-terra',
    output: [],
    parallel_tool_calls: true,
    temperature: 1,
    tool_choice: 'auto',
    tools: [],
    top_p: 1,
    service_tier: 'default',
    ...changes,
  };
}

/** The summary that stands in place of `response()`. */
export const summary = {
  response_id: 'resp_1',
  model: 'gpt-6.1-terra',
  status: 'in_progress',
  usage: null,
  cost_estimate: null,
  latency_ms: 250,
  incomplete_details: null,
  error: null,
  conversation: null,
  service_tier: 'default',
} as const;
