import type { Readable } from 'node:stream';
import type { RequestContext } from '../../../context/request-context.ts';
import { eventLog } from '../../../logging/event-log.ts';
import { forwardEvents } from '../../../stream/forward-events.ts';
import type { Interceptor } from '../../../stream/interceptor.ts';
import type { Sink } from '../../../stream/sink.ts';
import { dataOf } from '../../../stream/sse-bytes.ts';
import { keyMask } from '../../../upstream/mask-key.ts';
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

/** Takes over an event stream: what comes back writes it to a sink and tells the recorder how it went. */
export function streamAnswer(
  upstream: Readable,
  context: RequestContext,
  options: StreamOptions = {},
): (sink: Sink) => Promise<void> {
  const { environment, recorder } = context;
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
        context: streamContext(context),
        redact: keyMask(environment),
        idleTimeoutMs: environment.streamIdleTimeoutMs,
        deadlineMs: context.deadline.leftMs(),
        onFrame: (frame) => {
          recorder.framed(context.now());
          logEvent?.(frame.type, dataOf(frame));
        },
      });
    } finally {
      recordStream(context, state);
    }
  };
}

function recordStream({ recorder }: RequestContext, state: StreamState): void {
  const { responseId: id, model, status, text, refusal, reasoning, usage } = state;
  const { serviceTier, conversation, terminalEvent, errorCode, cause, counts: events, unknownEvents } = state;
  recorder.answered({ id, model, status, output_text: text, refusal, reasoning, usage });
  recorder.generated({
    usage,
    conversation,
    serviceTier,
    responseModel: model,
    costEstimate: state.costEstimate ?? null,
  });
  recorder.streamed({ events, unknownEvents, terminalEvent, errorCode, cause });
}
