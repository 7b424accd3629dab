import type { Readable } from 'node:stream';
import { createParser } from 'eventsource-parser';
import type { ErrorCode } from '../errors/catalogue.ts';
import { ServiceError } from '../errors/service-error.ts';
import type { StreamContext, StreamState } from '../events/stream-state.ts';
import { type ByteString, byteStringOf } from './byte-string.ts';
import { frameOf, MalformedEvent, ownFrame } from './frame.ts';
import type { Sink } from './sink.ts';
import type { Frame } from './sse-bytes.ts';
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
}

/** A comment line (https://html.spec.whatwg.org/multipage/server-sent-events.html#authoring-notes): at least every 15 s. */
const KEEP_ALIVE = ': keep-alive\n\n';
const KEEP_ALIVE_MS = 15_000;

/** How long an upstream that has sent its last event may take to end its body, so that its connection can be kept. */
const LINGER_MS = 100;

/** How long an upstream `error` waits for the `response.failed` that OpenAI sends behind it. */
const FAILED_FOLLOWS_MS = 2_000;

/**
 * Forwards an upstream event stream as frames until exactly one terminal frame has gone out: OpenAI's own, or an `error`
 * frame that says what became of the stream. Frames that arrived together leave in one write; nothing is held back.
 * Resolves when the last write was made. Never rejects: a failure of the upstream is a frame, a broken sink ends it.
 */
export function forwardEvents(options: ForwardOptions): Promise<void> {
  const { upstream, sink, state, context } = options;
  return new Promise((resolve) => {
    let pending = '';
    let ended = false;
    let errorWentOut = false;
    let paused = false;
    let lastWait: NodeJS.Timeout | undefined;

    const parser = createParser({
      onEvent: ({ data, event }) => {
        if (ended || data === '[DONE]') return;
        emit(frameOf(data, event, state, context));
      },
    });
    const timers = startStreamTimers({
      idleMs: options.idleTimeoutMs,
      deadlineMs: options.deadlineMs,
      keepAliveMs: options.keepAliveMs ?? KEEP_ALIVE_MS,
      onIdle: () => finish('upstream_stalled'),
      onDeadline: () => finish('function_timeout'),
      onKeepAlive: () => {
        if (!paused) send(KEEP_ALIVE);
      },
    });

    function emit(frame: Frame): void {
      // Behind an `error` only the failed response may come: a second end, or anything between, is not the caller's.
      if (errorWentOut && frame.type !== 'response.failed') return;
      pending += frame.bytes;
      options.onFrame?.(frame);
      if (!frame.ends) return;
      state.terminalEvent = frame.type;
      if (frame.ends === 'now') ended = true;
      else errorWentOut = true;
    }

    function onData(chunk: Buffer): void {
      if (ended) return;
      timers.received();
      try {
        parser.feed(byteStringOf(chunk));
      } catch (error) {
        finish(error instanceof MalformedEvent ? 'malformed_upstream_event' : 'internal_error', error);
        return;
      }
      flush();
      if (ended) linger();
      else if (errorWentOut) lastWait ??= setTimeout(() => finish(), FAILED_FOLLOWS_MS).unref();
    }

    function flush(): void {
      if (pending === '') return;
      const bytes = pending;
      pending = '';
      send(bytes);
    }

    function send(bytes: ByteString): void {
      const takesMore = sink.write(bytes);
      timers.sent();
      if (takesMore || paused || ended) return;
      paused = true;
      timers.waitForCaller();
      upstream.pause();
      sink.drained().then(
        () => {
          if (ended) return;
          paused = false;
          timers.received();
          upstream.resume();
        },
        () => stop(),
      );
    }

    /** Ends the stream, with an `error` frame unless a terminal frame has gone out. */
    function finish(code?: ErrorCode, cause?: unknown): void {
      if (settled) return;
      if (code && !ended && !errorWentOut) {
        emit(errorFrame(code, state, cause));
        ended = true;
      }
      flush();
      stop();
    }

    /** The terminal frame is out: lets the body end by itself for a moment, since a connection cut short cannot be reused. */
    function linger(): void {
      timers.stop();
      clearTimeout(lastWait);
      lastWait = setTimeout(stop, LINGER_MS).unref();
      upstream.resume();
    }

    let settled = false;
    function stop(): void {
      if (settled) return;
      settled = true;
      ended = true;
      timers.stop();
      clearTimeout(lastWait);
      upstream.off('data', onData);
      if (!upstream.readableEnded) upstream.destroy();
      resolve();
    }

    upstream.on('data', onData);
    upstream.on('end', () => finish('upstream_stream_truncated'));
    upstream.on('error', (error) => finish('upstream_connection_lost', error));
    upstream.on('close', () => finish('upstream_connection_lost'));
  });
}

/** Our own end of a stream: what happened, what to do, and where it stopped. */
function errorFrame(code: ErrorCode, state: StreamState, cause: unknown): Frame {
  const error = new ServiceError(code);
  const last = state.lastSequence;
  state.errorCode = code;
  state.cause = cause;
  const data = {
    code,
    message: error.message,
    hint: error.hint,
    param: null,
    retryable: error.retryable,
    response_id: state.responseId ?? null,
    last_sequence: last,
    resume: null,
  };
  return { ...ownFrame('error', data, state), ends: 'now' };
}
