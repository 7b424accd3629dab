import type { JobRecord } from '../../../lib/background/records/job-record.ts';
import type { WholeResponse } from '../../../lib/upstream/retrieve-upstream.ts';

/** When the tests' clocks begin, and the tests' responses are made. */
export const began = Date.parse('2026-11-22T12:00:00.000Z');

/** A moment that many milliseconds later. */
export function at(ms: number): Date {
  return new Date(began + ms);
}

/** A pending record that is due from the beginning on. */
export function jobRecord(changes: Partial<JobRecord> = {}): JobRecord {
  return {
    id: 'resp_1',
    endpoint: 'create-text',
    model: 'gpt-6.1-terra',
    created_at: at(0).toISOString(),
    next_poll_at: at(0).toISOString(),
    attempts: 0,
    delivery: null,
    include: [],
    ...changes,
  };
}

/** What OpenAI answers for a background response. */
export function backgroundResponse(changes: Readonly<Record<string, unknown>> = {}) {
  return {
    id: 'resp_1',
    object: 'response',
    created_at: began / 1000,
    status: 'completed',
    background: true,
    model: 'gpt-6.1-terra',
    error: null,
    incomplete_details: null,
    output: [
      {
        id: 'msg_1',
        type: 'message',
        role: 'assistant',
        status: 'completed',
        content: [{ type: 'output_text', text: 'Once upon a time in a café.', annotations: [] }],
      },
    ],
    service_tier: 'default',
    usage: {
      input_tokens: 1000,
      input_tokens_details: { cache_write_tokens: 0, cached_tokens: 0 },
      output_tokens: 100,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: 1100,
    },
    ...changes,
  };
}

/** The same as `retrieveUpstream` hands it over. */
export function wholeResponse(changes: Readonly<Record<string, unknown>> = {}): WholeResponse {
  return { response: backgroundResponse(changes), strings: [], latencyMs: 5 };
}
