import { errorEventFields } from '../../../errors/error-event-fields.ts';
import { fromResponseError } from '../../../errors/from-event.ts';
import { isLarge } from '../../../errors/is-large.ts';
import type { EventRow, EventTable, Seen } from './event-handler.ts';
import type { StreamState } from './stream-state.ts';

/** An event that carries the whole response. Recorded `response.queued` examples carry only a part of it. */
interface LifecycleEvent {
  readonly response: object;
}

type ResponseFields = Readonly<Record<string, unknown>>;

const lifecycle: EventRow<LifecycleEvent> = {
  carries: 'response',
  leavesOut: 'response',
  observes: rememberResponse,
  adds: summarise,
};

/** The life of a response, and the stream's own `error`. */
export const lifecycleEvents = {
  'response.created': lifecycle,
  'response.queued': { ...lifecycle, answers: true },
  'response.in_progress': lifecycle,
  'response.completed': { ...lifecycle, answers: true, ends: 'now' },
  'response.incomplete': { ...lifecycle, answers: true, ends: 'now' },
  'response.failed': { ...lifecycle, answers: true, ends: 'now', followsError: true },
  'response.compaction.compacting': {},
  error: {
    ends: 'may-follow',
    observes: ({ event, state }) => {
      state.errorCode = errorEventFields(event).code;
    },
    adds: ({ event, state }) => ({
      ...errorEventFields(event),
      response_id: state.responseId ?? null,
      last_sequence: state.lastSequence,
      resume: null,
    }),
  },
} as const satisfies EventTable<
  | 'response.created'
  | 'response.queued'
  | 'response.in_progress'
  | 'response.completed'
  | 'response.incomplete'
  | 'response.failed'
  | 'response.compaction.compacting'
  | 'error'
>;

function rememberResponse({ event, state, context }: Seen<LifecycleEvent>): void {
  const response = (event.response ?? {}) as ResponseFields;
  setText(state, 'responseId', response.id);
  setText(state, 'model', response.model);
  setText(state, 'status', response.status);
  setText(state, 'serviceTier', response.service_tier);
  if (response.conversation) state.conversation = response.conversation;
  if (response.background === true) state.resumable = true;
  if (response.usage) {
    state.usage = response.usage;
    state.costEstimate = context.estimateCost(response);
  }
  const { code } = (response.error ?? {}) as { readonly code?: unknown };
  setText(state, 'errorCode', code);
}

function setText(
  state: StreamState,
  key: 'responseId' | 'model' | 'status' | 'serviceTier' | 'errorCode',
  value: unknown,
): void {
  if (typeof value === 'string') state[key] = value;
}

/** In place of the whole response: callers have its parts from the events before, and the rest from `retrieve`. */
function summarise({ event, state, context }: Seen<LifecycleEvent>): ResponseFields {
  const response = (event.response ?? {}) as ResponseFields;
  return {
    response_id: response.id ?? null,
    model: response.model ?? null,
    status: response.status ?? null,
    usage: response.usage ?? null,
    cost_estimate: response.usage ? (state.costEstimate ?? null) : null,
    latency_ms: Math.round(context.now() - context.startedAt),
    incomplete_details: response.incomplete_details ?? null,
    error: explained(response.error),
    conversation: response.conversation ?? null,
    service_tier: response.service_tier ?? null,
  };
}

/** OpenAI's error of a failed response, with what to do about it. */
function explained(error: unknown): ResponseFields | null {
  if ((typeof error !== 'object' && typeof error !== 'string') || !error) return null;
  const { message, hint, retryable, openaiError } = fromResponseError(error);
  const own = typeof error === 'string' ? { message } : error;
  return { ...(isLarge(own) ? openaiError : own), hint, retryable };
}
