import type { Readable } from 'node:stream';
import type { ErrorCode } from '../errors/catalogue.ts';
import { ServiceError } from '../errors/service-error.ts';
import { pacedOutbox } from './paced-outbox.ts';
import type { Sink } from './sink.ts';
import { startStreamTimers } from './stream-timers.ts';
import type { EventWatch } from './watch-events.ts';
import { wholeEvents } from './whole-events.ts';

/** A stream to pass on, and who watches it. Times in milliseconds. */
export interface RelayOptions {
  /** The upstream's body: SSE bytes, cut anywhere. Destroyed unless it was read to its end. */
  readonly upstream: Readable;
  readonly sink: Sink;
  readonly watch: EventWatch;
  /** The event with which the stream ends where it cannot go on, blank line included. */
  readonly failure: (error: ServiceError, sequence: number) => string;
  /** Told before each write. */
  readonly onWrite?: () => void;
  /** Takes out of bytes what nobody may read; they are the same where there is nothing. */
  readonly mask?: (chunk: Buffer) => Buffer;
  readonly idleTimeoutMs: number;
  /** From now until the stream has to have ended. */
  readonly deadlineMs: number;
}

/** How the stream has ended. */
export interface RelayEnd {
  /** Why it could not go on. */
  readonly code?: ErrorCode;
  readonly cause?: unknown;
}

/** How long an upstream that has sent its last event may take to end its body; after an error, one more may come. */
const LINGER_MS = { now: 250, 'may-follow': 2_000 };
const KEEP_ALIVE = ': keep-alive\n\n';
const KEEP_ALIVE_MS = 15_000;

/**
 * Passes a stream on in its very bytes. Where it breaks off before its last event, one of its own kind says so, so that no client takes
 * a part for the whole. Resolves when the last write was made; never rejects.
 */
export function relayEvents(options: RelayOptions): Promise<RelayEnd> {
  const { upstream, sink, watch, failure, onWrite, mask } = options;
  return new Promise((resolve) => {
    const events = wholeEvents();
    let isOver = false;
    let linger: NodeJS.Timeout | undefined;
    let lingers: ReturnType<EventWatch['ended']>;
    const timers = startStreamTimers({
      idleMs: options.idleTimeoutMs,
      deadlineMs: options.deadlineMs,
      keepAliveMs: KEEP_ALIVE_MS,
      onIdle: () => fail('upstream_stalled'),
      onDeadline: () => fail('function_timeout'),
      onKeepAlive: () => {
        if (!events.isWithin() && !outbox.full) put(KEEP_ALIVE);
      },
    });
    const outbox = pacedOutbox({ sink, upstream, timers, isOver: () => isOver, onBroken: () => end({}) });

    function put(bytes: Buffer | string): void {
      onWrite?.();
      outbox.send(bytes);
    }

    function end(how: RelayEnd): void {
      if (isOver) return;
      isOver = true;
      clearTimeout(linger);
      timers.stop();
      upstream.off('data', onData);
      if (!upstream.readableEnded) upstream.destroy();
      resolve(how);
    }

    /** The stream is whole: what came after its last event goes out too. */
    function finish(): void {
      if (isOver) return;
      if (events.rest().length > 0) put(events.rest());
      end({});
    }

    function fail(code: ErrorCode, cause?: unknown): void {
      if (isOver) return;
      if (watch.ended()) {
        finish();
        return;
      }
      const error = cause instanceof ServiceError ? cause : new ServiceError(code, { cause });
      // What is held back is a part of an event, of no use to anybody; one that has begun to go out is ended first.
      const last = events.isWithin() ? watch.lastSequence() : watch.lastSequence('whole');
      put((events.isWithin() ? '\n\n' : '') + failure(error, last + 1));
      end({ code: error.code, cause: cause ?? error });
    }

    function onData(read: Buffer): void {
      timers.received();
      watch.read(read);
      const out = events.take(read);
      const shown = mask && out.length > 0 ? mask(out) : out;
      if (shown.length > 0) put(shown);
      waitForEnd();
    }

    function waitForEnd(): void {
      const ended = watch.ended();
      if (ended === undefined || ended === lingers) return;
      lingers = ended;
      clearTimeout(linger);
      linger = setTimeout(() => fail('upstream_stalled'), LINGER_MS[ended]).unref();
    }

    upstream.on('data', onData);
    upstream.on('end', () => {
      // What cannot be read may have had its end all the same.
      if (watch.isLost()) finish();
      else fail('upstream_stream_truncated');
    });
    upstream.on('error', (error) => fail(lossOf(error), error));
    upstream.on('close', () => fail('upstream_connection_lost'));
    if (upstream.destroyed) fail(lossOf(upstream.errored), upstream.errored);
  });
}

/** What broke on its way here has broken for a reason of its own, where it says so. */
function lossOf(error: unknown): ErrorCode {
  return error instanceof ServiceError ? error.code : 'upstream_connection_lost';
}
