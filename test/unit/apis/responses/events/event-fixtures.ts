import { expect } from 'vitest';
import type { EventOf, EventType } from '../../../../../lib/apis/responses/events/event-handler.ts';
import { response, summary, usage } from './response-fixture.ts';
import { toolEventFixtures } from './tool-event-fixtures.ts';

/** An event without its type and number, and the fields that its frame has beside the event's own. */
interface EventFixture<T extends EventType> {
  readonly own: Readonly<DeepReadonly<Omit<EventOf<T>, 'type' | 'sequence_number'>>>;
  /** The frame leaves out `response`, and nothing else. */
  readonly adds: Readonly<Record<string, unknown>>;
}

type DeepReadonly<V> = V extends object ? { readonly [K in keyof V]: DeepReadonly<V[K]> } : V;

const message = { item_id: 'msg_1', output_index: 0 } as const;
const part = { ...message, content_index: 0 } as const;
const reasoning = { item_id: 'rs_1', output_index: 0 } as const;
const named = { response_id: 'resp_1' };
const failure = { code: 'server_error', message: 'The model failed.' } as const;

/** One event of every type of the SDK, in a stream whose `response.created` and tool items went before. */
export const eventFixtures = {
  ...toolEventFixtures,
  'response.created': { own: { response: response() }, adds: summary },
  'response.queued': { own: { response: response({ status: 'queued' }) }, adds: { ...summary, status: 'queued' } },
  'response.in_progress': { own: { response: response() }, adds: summary },
  'response.completed': {
    own: { response: response({ status: 'completed', usage, conversation: { id: 'conv_1' } }) },
    adds: { ...summary, status: 'completed', usage, cost_estimate: 0.5, conversation: { id: 'conv_1' } },
  },
  'response.incomplete': {
    own: { response: response({ status: 'incomplete', usage, incomplete_details: { reason: 'max_output_tokens' } }) },
    adds: {
      ...summary,
      status: 'incomplete',
      usage,
      cost_estimate: 0.5,
      incomplete_details: { reason: 'max_output_tokens' },
    },
  },
  'response.failed': {
    own: { response: response({ status: 'failed', error: failure }) },
    adds: { ...summary, status: 'failed', error: { ...failure, hint: expect.any(String), retryable: true } },
  },
  error: {
    own: { code: 'server_error', message: 'The model failed.', param: null },
    adds: { ...named, hint: expect.any(String), retryable: true, last_sequence: 1, resume: null },
  },
  'response.compaction.compacting': { own: { item_id: 'cmp_1', output_index: 0 }, adds: named },
  'response.output_text.delta': { own: { ...part, delta: 'Once "upon"\n', logprobs: [] }, adds: named },
  'response.output_text.done': {
    own: { ...part, text: 'Once', logprobs: [{ token: 'Once', logprob: -0.25 }] },
    adds: named,
  },
  'response.output_text.annotation.added': {
    own: {
      ...part,
      annotation_index: 0,
      annotation: { type: 'file_citation', file_id: 'file-1', filename: 'a.pdf', index: 3 },
    },
    adds: named,
  },
  'response.reasoning_text.delta': { own: { ...reasoning, content_index: 0, delta: 'Hm' }, adds: named },
  'response.reasoning_text.done': { own: { ...reasoning, content_index: 0, text: 'Hm.' }, adds: named },
  'response.reasoning_summary_part.added': {
    own: { ...reasoning, summary_index: 0, part: { type: 'summary_text', text: '' } },
    adds: named,
  },
  'response.reasoning_summary_part.done': {
    own: { ...reasoning, summary_index: 0, part: { type: 'summary_text', text: 'So.' } },
    adds: named,
  },
  'response.reasoning_summary_text.delta': { own: { ...reasoning, summary_index: 0, delta: 'So' }, adds: named },
  'response.reasoning_summary_text.done': { own: { ...reasoning, summary_index: 0, text: 'So.' }, adds: named },
  'response.audio.delta': { own: { delta: 'UklGRg==' }, adds: { ...named, media_type: 'audio/wav' } },
  'response.audio.done': { own: {}, adds: named },
  'response.audio.transcript.delta': { own: { delta: 'Hel' }, adds: named },
  'response.audio.transcript.done': { own: {}, adds: named },
  'response.refusal.delta': { own: { ...part, delta: 'I can' }, adds: named },
  'response.refusal.done': { own: { ...part, refusal: 'I cannot.' }, adds: named },
  'response.output_item.added': {
    own: {
      output_index: 1,
      item: { type: 'function_call', id: 'fc_1', call_id: 'call_fc', name: 'weather', arguments: '' },
    },
    adds: { ...named, call_id: 'call_fc' },
  },
  'response.output_item.done': {
    own: {
      output_index: 0,
      item: { type: 'message', id: 'msg_1', role: 'assistant', status: 'completed', content: [] },
    },
    adds: named,
  },
  'response.content_part.added': {
    own: { ...part, part: { type: 'output_text', text: '', annotations: [] } },
    adds: named,
  },
  'response.content_part.done': { own: { ...part, part: { type: 'refusal', refusal: 'I cannot.' } }, adds: named },
} as const satisfies { readonly [T in EventType]: EventFixture<T> };

/** The fixtures as the wire has them: `type` first, `sequence_number` second or last. */
export function wireText(type: EventType, sequenceNumber: number, numbered: 'second' | 'last'): string {
  const { own } = eventFixtures[type];
  const sequence = { sequence_number: sequenceNumber };
  return JSON.stringify(numbered === 'second' ? { type, ...sequence, ...own } : { type, ...own, ...sequence });
}
