import { ServiceError } from '../errors/service-error.ts';
import { newStreamState, type StreamState } from '../events/stream-state.ts';
import { eventLog } from '../logging/event-log.ts';
import { forwardEvents } from '../stream/forward-events.ts';
import type { Sideline } from '../stream/sideline.ts';
import type { Sink } from '../stream/sink.ts';
import { dataOf } from '../stream/sse-bytes.ts';
import { estimateResponseCost } from '../usage/cost.ts';
import type { Call } from './call.ts';
import { DEADLINE_MARGIN_MS, type UpstreamAnswer } from './request-upstream.ts';

/**
 * Takes over an accepted event stream: what comes back writes it to a sink and notes how it went. Throws a `ServiceError`
 * `upstream_invalid_response` where the upstream answered with something else, while that can still be a status.
 */
export function streamAnswer(
  { response }: UpstreamAnswer,
  call: Call,
  sideline?: Sideline,
): (sink: Sink) => Promise<void> {
  const contentType = response.headers.get('content-type') ?? '';
  if (!contentType.startsWith('text/event-stream')) {
    response.body.destroy();
    throw new ServiceError('upstream_invalid_response', {
      cause: new Error(`Expected an event stream, got ${contentType}`),
    });
  }
  const { environment, notes } = call;
  const logEvent = eventLog(environment);
  return async (sink) => {
    const state = newStreamState();
    try {
      await forwardEvents({
        upstream: response.body,
        ...(sideline ? { sideline } : {}),
        sink,
        state,
        context: {
          now: call.now,
          startedAt: call.startedAt,
          estimateCost: (body) => estimateResponseCost(body, call.date()),
          keepsTexts: environment.logPayloads !== 'none',
        },
        idleTimeoutMs: environment.streamIdleTimeoutMs,
        deadlineMs: call.remainingMs() - DEADLINE_MARGIN_MS,
        onFrame: (frame) => {
          notes.firstEventAt ??= call.now();
          logEvent?.(frame.type, dataOf(frame));
        },
      });
    } finally {
      noteStream(call, state);
    }
  };
}

function noteStream({ notes }: Call, state: StreamState): void {
  const { responseId: id, model, status, text, refusal, reasoning, usage } = state;
  notes.response = { id, model, status, output_text: text, refusal, reasoning, usage };
  notes.events = state.counts;
  notes.unknownEvents = state.unknownEvents;
  notes.usage = usage;
  notes.costEstimate = state.costEstimate ?? null;
  notes.conversation = state.conversation;
  notes.cause = state.cause;
  if (model !== undefined) notes.responseModel = model;
  if (state.serviceTier !== undefined) notes.serviceTier = state.serviceTier;
  if (state.terminalEvent !== undefined) notes.terminalEvent = state.terminalEvent;
  if (state.errorCode !== undefined) notes.errorCode = state.errorCode;
}
