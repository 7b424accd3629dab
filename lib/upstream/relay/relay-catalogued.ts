import type { Readable } from 'node:stream';
import type { RequestContext } from '../../context/request-context.ts';
import { openaiErrorBody } from '../../errors/openai-error-body.ts';
import type { ServiceError } from '../../errors/service-error.ts';
import { type ByteString, encodeText } from '../../large-json/byte-string.ts';
import type { EventCatalogue } from '../../stream/event-catalogue.ts';
import type { Interceptor } from '../../stream/interceptor.ts';
import type { Sink } from '../../stream/sink.ts';
import type { StreamProgress } from '../../stream/stream-progress.ts';
import { watchEvents } from '../../stream/watch-events.ts';
import { relayUpstream } from './relay-upstream.ts';

/** A stream of OpenAI's, where it goes, and what its events are. */
export interface CataloguedStream<State extends StreamProgress> {
  readonly upstream: Readable;
  readonly sink: Sink;
  readonly catalogue: EventCatalogue<State, undefined>;
  /** Filled while the stream goes by. */
  readonly state: State;
  /** Keeps what the events bring. */
  readonly interceptor?: Interceptor | undefined;
}

/** Passes a stream of images or sound on in its own bytes, and tells the recorder how it went. Never rejects for the upstream's failures. */
export async function relayCatalogued<State extends StreamProgress>(
  { upstream, sink, catalogue, state, interceptor }: CataloguedStream<State>,
  context: RequestContext,
): Promise<void> {
  const watch = watchEvents({
    catalogue,
    state,
    context: undefined,
    ...(interceptor && { onEvent: ({ data, strings }) => void interceptor.pass(data, strings) }),
  });
  const { code, cause } = await relayUpstream(context, { upstream, sink, watch, failure });
  watch.settle();
  const { counts, unknownEvents, terminalEvent } = state;
  context.recorder.streamed({
    events: counts,
    unknownEvents,
    terminalEvent: code === undefined ? terminalEvent : 'error',
    errorCode: code,
    cause,
  });
}

/** An error in place of an event, as OpenAI sends it, blank line included: its SDKs raise it. */
function failure(error: ServiceError): ByteString {
  const data = { type: 'error', ...openaiErrorBody(error) };
  return encodeText(`event: error\ndata: ${JSON.stringify(data)}\n\n`);
}
