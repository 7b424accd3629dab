import type { Readable } from 'node:stream';
import type { ErrorCode } from '../errors/catalogue.ts';
import { ServiceError } from '../errors/service-error.ts';
import { type ByteString, encodeText } from '../large-json/byte-string.ts';
import { createEventReader, EventTooLarge } from './event-reader.ts';
import { failureFrame, frameOfEvent, type StreamOfEvents } from './frame-of-event.ts';
import type { Interceptor } from './interceptor.ts';
import type { Outbox } from './outbox.ts';
import { pacedOutbox } from './paced-outbox.ts';
import { MalformedEvent } from './parse-event.ts';
import type { Sink } from './sink.ts';
import type { Frame } from './sse-bytes.ts';
import { strayError } from './stray-error.ts';
import { openStreamEnding, type StreamEnding } from './stream-ending.ts';
import { countFrame, type StreamProgress } from './stream-progress.ts';
import { startStreamTimers } from './stream-timers.ts';

/** A stream to forward: what its events are, where it comes from and goes, and how long it may take. Times in milliseconds. */
export interface ForwardOptions<State extends StreamProgress, Context> extends StreamOfEvents<State, Context> {
  /** The upstream's body: SSE bytes, cut anywhere. Destroyed unless it was read to its end. */
  readonly upstream: Readable;
  readonly sink: Sink;
  readonly idleTimeoutMs: number;
  /** From now until the stream has to have ended; leave room for the last frame before Lambda's own deadline. */
  readonly deadlineMs: number;
  readonly keepAliveMs?: number;
  /** Sees every frame before it goes out. */
  readonly onFrame?: (frame: Frame) => void;
  /** Work beside the stream that adds frames to it. */
  readonly interceptor?: Interceptor;
  /** Takes out of every event's JSON what nobody may read. */
  readonly redact?: (json: ByteString) => ByteString;
  /** A resumed stream goes on after this number: what upstream sends of earlier events is not the caller's. */
  readonly after?: number;
}

/** A comment line (https://html.spec.whatwg.org/multipage/server-sent-events.html#authoring-notes): at least every 15 s. */
const KEEP_ALIVE = ': keep-alive\n\n';
const KEEP_ALIVE_MS = 15_000;

/** Ends a last event that lacks its own. */
const BLANK_LINE = Buffer.from('\n\n');

/**
 * Forwards an upstream event stream as frames until exactly one terminal frame has gone out: upstream's own, or an `error`
 * frame that says what became of the stream (`stream-end.ts`). Frames that arrived together leave in one write; nothing is held
 * back. Resolves when the last write was made. Never rejects: a failure of the upstream is a frame, a broken sink ends it.
 *
 * @example
 * const state = newStreamState();
 * const { response } = await requestUpstream(context, { kind: 'generation' }, send);
 * await forwardEvents({ ...responseStream, upstream: response.body, sink, state, context: streamContext(context), idleTimeoutMs: 120_000, deadlineMs: 290_000 });
 */
export function forwardEvents<State extends StreamProgress, Context>(
  options: ForwardOptions<State, Context>,
): Promise<void> {
  const { upstream, sink, interceptor } = options;
  return new Promise((resolve) => {
    const timers = startStreamTimers({
      idleMs: options.idleTimeoutMs,
      deadlineMs: options.deadlineMs,
      keepAliveMs: options.keepAliveMs ?? KEEP_ALIVE_MS,
      onIdle: () => ending.fail('idle', 'upstream_stalled'),
      onDeadline: () => {
        ending.fail('deadline', 'function_timeout');
        interceptor?.abandon();
        ending.tell('settled');
      },
      onKeepAlive: () => {
        if (outbox.full) return;
        outbox.put(KEEP_ALIVE);
        outbox.flush();
      },
    });
    const outbox = pacedOutbox({
      sink,
      upstream,
      timers,
      isOver: () => ending.takesNoMore,
      onBroken: () => ending.tell('sink-broken'),
    });
    const ending = openStreamEnding({
      upstream,
      outbox,
      timers,
      interceptor,
      failureFrame: (code, error, cause) => failureFrame({ code, error }, cause, options),
      onFrame: options.onFrame,
      onEnd: ({ type }) => {
        options.state.terminalEvent = type;
      },
      onOver: () => {
        timers.stop();
        upstream.off('data', onData);
        if (!upstream.readableEnded) upstream.destroy();
        resolve();
      },
    });
    const events = readEvents(options, ending);

    function onData(chunk: Buffer): void {
      if (ending.takesNoMore) return;
      timers.received();
      try {
        events.read(chunk);
        outbox.flush();
      } catch (error) {
        ending.fail('unreadable', codeOf(error), error);
      }
    }

    openInterceptor(options, ending, outbox);
    upstream.on('data', onData);
    upstream.on('end', () => {
      if (!ending.takesNoMore) events.readEnd();
      ending.fail('upstream-end', 'upstream_stream_truncated');
    });
    upstream.on('error', (error) => ending.fail('upstream-error', lossOf(error), error));
    upstream.on('close', () => ending.fail('upstream-error', 'upstream_connection_lost'));
    // Broken before anybody listened: none of the above comes again.
    if (upstream.destroyed) ending.fail('upstream-error', lossOf(upstream.errored), upstream.errored);
  });
}

/** Lets the interceptor add frames, until the stream is over. */
function openInterceptor<State extends StreamProgress, Context>(
  { interceptor, encoder, state }: ForwardOptions<State, Context>,
  ending: StreamEnding,
  outbox: Outbox,
): void {
  interceptor?.open((type, data, strings) => {
    const bytes = ending.state === 'over' ? undefined : encoder.insert(type, data);
    if (bytes === undefined) return;
    countFrame(state, type);
    outbox.put(bytes, strings);
    outbox.flush();
  });
}

/** Makes frames of what upstream sends, until the ending takes no more. What `read` throws ends the stream. */
function readEvents<State extends StreamProgress, Context>(
  options: ForwardOptions<State, Context>,
  ending: StreamEnding,
): { readonly read: (chunk: Buffer) => void; readonly readEnd: () => void } {
  const { catalogue, state, interceptor, redact, after = -1 } = options;
  /** The last two reads: an error without the form of an event stands at the end of a body. */
  let tail: readonly Buffer[] = [];
  const readChunk = createEventReader(catalogue, ({ data, name, strings }) => {
    if (ending.takesNoMore || data === '[DONE]') return;
    const said = redact ? redact(data) : data;
    const frame = frameOfEvent(interceptor ? interceptor.pass(said, strings) : said, name, options);
    if (state.lastSequence > after) ending.take(frame, strings);
    // The caller's place stays where it was, should the stream be cut here.
    else state.lastSequence = after;
  });
  return {
    read(chunk) {
      tail = [...tail.slice(-1), chunk];
      readChunk(chunk);
    },
    /** What the body has last: an event whose blank line is missing, or an error that is no event. */
    readEnd() {
      try {
        readChunk(BLANK_LINE);
        const error = ending.state === 'open' ? strayError(tail, catalogue) : undefined;
        if (error) ending.take(frameOfEvent(encodeText(JSON.stringify(error)), 'error', options));
      } catch {
        // Cut within an event: that the stream is not whole is all there is to say.
      }
    },
  };
}

/** What ends a stream that cannot be read. */
function codeOf(error: unknown): ErrorCode {
  if (error instanceof EventTooLarge) return 'upstream_too_large';
  return error instanceof MalformedEvent ? 'malformed_upstream_event' : 'internal_error';
}

/** What broke on its way here has broken for a reason of its own, where it says so. */
function lossOf(error: unknown): ErrorCode {
  return error instanceof ServiceError ? error.code : 'upstream_connection_lost';
}
