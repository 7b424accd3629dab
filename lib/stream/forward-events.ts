import type { Readable } from 'node:stream';
import type { StreamContext, StreamState } from '../apis/responses/events/stream-state.ts';
import type { ErrorCode } from '../errors/catalogue.ts';
import { ServiceError } from '../errors/service-error.ts';
import { type ByteString, encodeText } from '../large-json/byte-string.ts';
import { type LongString, shortenedString } from '../large-json/long-strings.ts';
import { errorFrame } from './error-frame.ts';
import { createEventReader, EventTooLarge } from './event-reader.ts';
import { frameOf, insertedFrame, MalformedEvent } from './frame.ts';
import type { Interceptor } from './interceptor.ts';
import { openOutbox } from './outbox.ts';
import type { Sink } from './sink.ts';
import type { Frame } from './sse-bytes.ts';
import { strayError } from './stray-error.ts';
import { startStreamTimers } from './stream-timers.ts';

/** A stream to forward: where it comes from, where it goes, and how long it may take. Times in milliseconds. */
export interface ForwardOptions {
  /** The upstream's body: SSE bytes, cut anywhere. Destroyed unless it was read to its end. */
  readonly upstream: Readable;
  readonly sink: Sink;
  /** Filled while the stream goes by. */
  readonly state: StreamState;
  readonly context: StreamContext;
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

/** How long an upstream that has sent its last event may take to end its body, so that its connection can be kept. */
const LINGER_MS = 100;

/** How long an upstream `error` waits for the `response.failed` that OpenAI sends after it. */
const FAILED_FOLLOWS_MS = 2_000;

/**
 * Forwards an upstream event stream as frames until exactly one terminal frame has gone out: OpenAI's own, or an `error`
 * frame that says what became of the stream. Frames that arrived together leave in one write; nothing is held back.
 * Resolves when the last write was made. Never rejects: a failure of the upstream is a frame, a broken sink ends it.
 */
export function forwardEvents(options: ForwardOptions): Promise<void> {
  const { upstream, sink, state, context, interceptor, after = -1 } = options;
  return new Promise((resolve) => {
    // failing: OpenAI's `error` went out, its `response.failed` may follow. ended: the terminal frame is made.
    let phase: 'open' | 'failing' | 'ended' | 'over' = 'open';
    /** The end of the stream, while the interceptor still has something to say before it. */
    let held: (readonly [bytes: ByteString, strings: readonly LongString[] | undefined])[] = [];
    let lastWait: NodeJS.Timeout | undefined;

    const timers = startStreamTimers({
      idleMs: options.idleTimeoutMs,
      deadlineMs: options.deadlineMs,
      keepAliveMs: options.keepAliveMs ?? KEEP_ALIVE_MS,
      onIdle: () => finish('upstream_stalled'),
      onDeadline: () => {
        finish('function_timeout');
        interceptor?.abandon();
        release();
      },
      onKeepAlive: () => {
        if (!outbox.full) sendNow(KEEP_ALIVE);
      },
    });
    const outbox = openOutbox(sink, {
      onSent: () => timers.sent(),
      onBroken: () => stop(),
      onFull: () => {
        if (phase === 'ended') return;
        timers.waitForCaller();
        upstream.pause();
      },
      onDrained: () => {
        if (takesNoMore()) return;
        timers.received();
        upstream.resume();
      },
    });
    /** The last two reads: an error without the form of an event stands at the end of a body. */
    let tail: readonly Buffer[] = [];
    const read = createEventReader(({ data, name, strings }) => {
      if (takesNoMore() || data === '[DONE]') return;
      const said = options.redact ? options.redact(data) : data;
      const frame = frameOf(interceptor ? interceptor.pass(said, strings) : said, name, state, context);
      if (state.lastSequence > after) take(frame, strings);
      // The caller's place stays where it was, should the stream be cut here.
      else state.lastSequence = after;
    });
    interceptor?.open((type, data, strings) => {
      if (phase !== 'over') sendNow(insertedFrame(type, data, state), strings);
    });

    function take(frame: Frame, strings?: readonly LongString[]): void {
      // After an `error` only the failed response may come: a second end, or anything between, is not the caller's.
      if (phase === 'failing' && frame.type !== 'response.failed') return;
      options.onFrame?.(frame);
      if (!frame.ends) {
        outbox.put(frame.bytes, strings);
        return;
      }
      // What ends a stream says why in a few words: whatever was taken out of it as too long stays short.
      const short = strings?.map(shortenedString);
      state.terminalEvent = frame.type;
      phase = frame.ends === 'now' ? 'ended' : 'failing';
      const work = held.length === 0 ? interceptor?.settled() : undefined;
      if (work || held.length > 0) held.push([frame.bytes, short]);
      else outbox.put(frame.bytes, short);
      work?.then(release, release);
    }

    function onData(chunk: Buffer): void {
      if (takesNoMore()) return;
      timers.received();
      tail = [...tail.slice(-1), chunk];
      try {
        read(chunk);
      } catch (error) {
        finish(codeOf(error), error);
        return;
      }
      outbox.flush();
      if (phase === 'failing') lastWait ??= setTimeout(() => finish(), FAILED_FOLLOWS_MS).unref();
      if (isEnded()) linger();
    }

    /** What the body has last: an event whose blank line is missing, or an error that is no event. */
    function readEnd(): void {
      try {
        read(BLANK_LINE);
        const error = phase === 'open' ? strayError(tail) : undefined;
        if (error) take(frameOf(encodeText(JSON.stringify(error)), 'error', state, context));
      } catch {
        // Cut within an event: that the stream is not whole is all there is to say.
      }
      outbox.flush();
    }

    function sendNow(bytes: ByteString, strings?: readonly LongString[]): void {
      outbox.put(bytes, strings);
      outbox.flush();
    }

    /** The interceptor has said what it had to: the end goes out. */
    function release(): void {
      if (held.length === 0) return;
      for (const [bytes, strings] of held) outbox.put(bytes, strings);
      held = [];
      outbox.flush();
      if (isEnded() || upstream.readableEnded || upstream.destroyed) stop();
    }

    /** Ends the stream, with an `error` frame unless a terminal frame was made. */
    function finish(code?: ErrorCode, cause?: unknown): void {
      if (phase === 'over') return;
      if (code && phase === 'open') take(errorFrame(code, { state, context, cause }));
      phase = 'ended';
      outbox.flush();
      if (held.length === 0) stop();
      else upstream.destroy();
    }

    /** The terminal frame is made: lets the body end by itself for a moment, since a connection cut short is not reused. */
    function linger(): void {
      timers.received();
      clearTimeout(lastWait);
      lastWait = setTimeout(() => finish(), LINGER_MS).unref();
      upstream.resume();
    }

    /** What upstream still sends is not the caller's. */
    function takesNoMore(): boolean {
      return phase === 'ended' || phase === 'over';
    }

    function isEnded(): boolean {
      return phase === 'ended';
    }

    function stop(): void {
      if (phase === 'over') return;
      phase = 'over';
      timers.stop();
      clearTimeout(lastWait);
      upstream.off('data', onData);
      if (!upstream.readableEnded) upstream.destroy();
      resolve();
    }

    upstream.on('data', onData);
    upstream.on('end', () => {
      if (!takesNoMore()) readEnd();
      finish('upstream_stream_truncated');
    });
    upstream.on('error', (error) => finish(lossOf(error), error));
    upstream.on('close', () => finish('upstream_connection_lost'));
    // Broken before anybody listened: none of the above comes again.
    if (upstream.destroyed) finish(lossOf(upstream.errored), upstream.errored);
  });
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
