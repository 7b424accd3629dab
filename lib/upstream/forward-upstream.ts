import type { RequestContext } from '../context/request-context.ts';
import { eventLog } from '../logging/event-log.ts';
import { type ForwardOptions, forwardEvents } from '../stream/forward-events.ts';
import { dataOf } from '../stream/sse-bytes.ts';
import type { StreamProgress } from '../stream/stream-progress.ts';
import { keyMask } from './mask-key.ts';

/** What a stream of OpenAI's is, and where it goes; how it is watched comes from the request. */
export type ForwardedStream<State extends StreamProgress, Context> = Omit<
  ForwardOptions<State, Context>,
  'redact' | 'idleTimeoutMs' | 'deadlineMs' | 'onFrame'
>;

/**
 * Forwards a stream of OpenAI's for a request: keys are masked, silence and the deadline end it as the environment says, the log and
 * the recorder are told how it goes. Never rejects, as `forwardEvents`.
 *
 * @example
 * const body = await openEventStream(upstream, context);
 * const stream = (sink: Sink) => forwardUpstream(context, { catalogue, encoder, upstream: body, sink, state, context: seen });
 * return { statusCode: 200, headers: eventStreamHeaders, stream };
 */
export async function forwardUpstream<State extends StreamProgress, Context>(
  { environment, recorder, deadline, now }: RequestContext,
  stream: ForwardedStream<State, Context>,
): Promise<void> {
  const logEvent = eventLog(environment);
  try {
    await forwardEvents({
      ...stream,
      redact: keyMask(environment),
      idleTimeoutMs: environment.streamIdleTimeoutMs,
      deadlineMs: deadline.leftMs(),
      onFrame: (frame) => {
        recorder.framed(now);
        logEvent?.(frame.type, dataOf(frame));
      },
    });
  } finally {
    const { counts: events, unknownEvents, terminalEvent, errorCode, cause } = stream.state;
    recorder.streamed({ events, unknownEvents, terminalEvent, errorCode, cause });
  }
}
