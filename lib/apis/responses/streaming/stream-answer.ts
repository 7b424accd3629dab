import type { Readable } from 'node:stream';
import type { RequestContext } from '../../../context/request-context.ts';
import type { Interceptor } from '../../../stream/interceptor.ts';
import type { Sink } from '../../../stream/sink.ts';
import { forwardUpstream } from '../../../upstream/forward-upstream.ts';
import { newStreamState, type StreamState } from '../events/stream-state.ts';
import { ownedSink } from './owned-sink.ts';
import { responseStream } from './response-frames.ts';
import { streamContext } from './stream-context.ts';

/** How a stream is forwarded; all of it may be left out. */
export interface StreamOptions {
  readonly interceptor?: Interceptor | undefined;
  /** A background response's stream: one that is cut can be resumed. */
  readonly resumable?: boolean;
  /** Whether the response is made with the stream: what it names is the caller's. */
  readonly creates?: boolean;
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
  const { interceptor, resumable = false, creates = false, responseId, earlier, after } = options;
  return async (to) => {
    const state = earlier ?? newStreamState({ resumable, ...(responseId === undefined ? {} : { responseId }) });
    if (after !== undefined) state.lastSequence = after;
    const { sink, written } = creates ? ownersSink(to, context, state) : { sink: to, written: async () => undefined };
    try {
      await forwardUpstream(context, {
        ...responseStream,
        upstream,
        ...(interceptor ? { interceptor } : {}),
        ...(after === undefined ? {} : { after }),
        sink,
        state,
        context: streamContext(context),
      });
      await written();
    } finally {
      recordStream(context, state);
      if (creates) context.guard.shown(shownResponse(state));
    }
  };
}

/** Holds the first frame back until it is written down whose the response is, where that matters. */
export function ownersSink(to: Sink, { guard }: RequestContext, state: StreamState) {
  if (!guard.keepsOwners) return { sink: to, written: async () => undefined };
  return ownedSink(to, {
    isNamed: () => state.responseId !== undefined,
    own: () => guard.made(shownResponse(state)),
  });
}

/** What the stream has shown of the response, as far as it names anything. */
export function shownResponse({ responseId: id, conversation, itemsById }: StreamState): object {
  const output = [...itemsById].map(([itemId, { containerId }]) => ({ id: itemId, container_id: containerId }));
  return { object: 'response', ...(id === undefined ? {} : { id }), conversation, output };
}

/** Tells the recorder what a stream has shown of its response. */
export function recordStream({ recorder }: RequestContext, state: StreamState): void {
  const { responseId: id, model, status, text, refusal, reasoning, usage } = state;
  const { serviceTier, conversation } = state;
  recorder.answered({ id, model, status, output_text: text, refusal, reasoning, usage });
  recorder.generated({
    usage,
    conversation,
    serviceTier,
    responseModel: model,
    costEstimate: state.costEstimate ?? null,
  });
}
