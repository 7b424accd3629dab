import type { Readable } from 'node:stream';
import type { StreamAnswer } from '../../../context/answer.ts';
import type { RequestContext } from '../../../context/request-context.ts';
import { openaiErrorBody } from '../../../errors/openai-error-body.ts';
import type { ServiceError } from '../../../errors/service-error.ts';
import { encodeText } from '../../../large-json/byte-string.ts';
import { logger } from '../../../logging/logger.ts';
import type { Interceptor } from '../../../stream/interceptor.ts';
import type { Sink } from '../../../stream/sink.ts';
import { watchEvents } from '../../../stream/watch-events.ts';
import { keptInTime } from '../../../upstream/relay/kept-in-time.ts';
import { relayUpstream } from '../../../upstream/relay/relay-upstream.ts';
import { responseCatalogue } from '../events/response-catalogue.ts';
import { newStreamState } from '../events/stream-state.ts';
import { ownersSink, recordStream, shownResponse } from '../streaming/stream-answer.ts';
import { streamContext } from '../streaming/stream-context.ts';

/** What is known of a stream before its events come. */
export interface RelayedStream {
  /** Whether the request makes the response. */
  readonly creates: boolean;
  readonly responseId?: string | undefined;
  /** The number of the last event that the caller has; NaN where it has none. */
  readonly startingAfter?: number;
  /** Keeps the images. */
  readonly interceptor?: Interceptor | undefined;
}

/**
 * Writes a response's events as they come; what they tell of it is read on the side. Images are in S3 after that: the caller does not
 * wait for them. Never rejects for the upstream's failures.
 */
export function relayStream(
  upstream: Readable,
  context: RequestContext,
  { creates, responseId, startingAfter = Number.NaN, interceptor }: RelayedStream,
): Required<Pick<StreamAnswer, 'stream' | 'after'>> {
  const stream = async (to: Sink): Promise<void> => {
    const state = newStreamState({
      ...(responseId === undefined ? {} : { responseId }),
      ...(Number.isSafeInteger(startingAfter) ? { lastSequence: startingAfter } : {}),
    });
    const { sink, written } = creates ? ownersSink(to, context, state) : { sink: to, written: async () => undefined };
    interceptor?.open((type, data) => {
      if (type === 'image.store_failed') logger().error('image not kept', { id: data.id, code: data.code });
    });
    const watch = watchEvents({
      catalogue: responseCatalogue,
      state,
      context: streamContext(context),
      tells: (row) => row.item !== undefined,
      ...(interceptor && { onEvent: ({ data, strings }) => void interceptor.pass(data, strings) }),
    });
    try {
      const { code, cause } = await relayUpstream(context, { upstream, sink, watch, failure });
      if (code !== undefined) Object.assign(state, { terminalEvent: 'error', errorCode: code, cause });
      await written();
    } finally {
      watch.settle();
      const { counts: events, unknownEvents, terminalEvent, errorCode, cause } = state;
      context.recorder.streamed({ events, unknownEvents, terminalEvent, errorCode, cause });
      recordStream(context, state);
      if (creates) context.guard.shown(shownResponse(state));
    }
  };
  return { stream, after: () => keptInTime(interceptor, context) };
}

/** OpenAI's own `error` event: its SDKs raise it. */
function failure(error: ServiceError, sequence: number): string {
  const { message, code } = openaiErrorBody(error).error;
  const data = { type: 'error', code, message, param: null, sequence_number: sequence };
  return encodeText(`event: error\ndata: ${JSON.stringify(data)}\n\n`);
}
