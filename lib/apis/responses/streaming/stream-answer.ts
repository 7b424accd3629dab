import type { Readable } from 'node:stream';
import type { Call } from '../../../context/call.ts';
import { eventLog } from '../../../logging/event-log.ts';
import { forwardEvents } from '../../../stream/forward-events.ts';
import type { Interceptor } from '../../../stream/interceptor.ts';
import type { Sink } from '../../../stream/sink.ts';
import { dataOf } from '../../../stream/sse-bytes.ts';
import { keyMask } from '../../../upstream/mask-key.ts';
import { DEADLINE_MARGIN_MS } from '../../../upstream/request-upstream.ts';
import { newStreamState, type StreamState } from '../events/stream-state.ts';
import { responseStream } from './response-frames.ts';
import { streamContext } from './stream-context.ts';

/** How a stream is forwarded; all of it may be left out. */
export interface StreamOptions {
  readonly interceptor?: Interceptor | undefined;
  /** A background response's stream: one that is cut can be resumed. */
  readonly resumable?: boolean;
  /** The response of a resumed stream. */
  readonly responseId?: string | undefined;
  /** What the events before have shown of it. */
  readonly earlier?: StreamState | undefined;
  /** The number after which a resumed stream goes on. */
  readonly after?: number | undefined;
}

/** Takes over an event stream: what comes back writes it to a sink and notes how it went. */
export function streamAnswer(
  upstream: Readable,
  call: Call,
  options: StreamOptions = {},
): (sink: Sink) => Promise<void> {
  const { environment, notes } = call;
  const { interceptor, resumable = false, responseId, earlier, after } = options;
  const logEvent = eventLog(environment);
  return async (sink) => {
    const state = earlier ?? newStreamState({ resumable, ...(responseId === undefined ? {} : { responseId }) });
    if (after !== undefined) state.lastSequence = after;
    try {
      await forwardEvents({
        ...responseStream,
        upstream,
        ...(interceptor ? { interceptor } : {}),
        ...(after === undefined ? {} : { after }),
        sink,
        state,
        context: streamContext(call),
        redact: keyMask(environment),
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
