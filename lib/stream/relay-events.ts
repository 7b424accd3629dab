import type { Readable } from 'node:stream';
import type { ErrorCode } from '../errors/catalogue.ts';
import { ServiceError } from '../errors/service-error.ts';
import { openOutbox } from './outbox.ts';
import type { Sink } from './sink.ts';
import { startStreamTimers } from './stream-timers.ts';
import type { EventWatch } from './watch-events.ts';

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

/** How long an upstream that has sent its last event may take to end its body. */
const LINGER_MS = 250;
const KEEP_ALIVE = ': keep-alive\n\n';
const KEEP_ALIVE_MS = 15_000;
/** The beginning of an event is held back until its end is there, as long as it is no longer than this: nobody can use it before. */
const LONGEST_HELD_BYTES = 16_384;
const NOTHING = Buffer.alloc(0);
const LF = 10;
const CR = 13;

/**
 * Passes a stream on in its very bytes. Where it breaks off before its last event, one of its own kind says so, so that no client takes
 * a part for the whole. Resolves when the last write was made; never rejects.
 */
export function relayEvents(options: RelayOptions): Promise<RelayEnd> {
  const { upstream, sink, watch, failure, onWrite, mask } = options;
  return new Promise((resolve) => {
    /** The beginning of an event. */
    let held: Buffer = NOTHING;
    /** Whether the beginning of an event has gone out without its end. */
    let isWithin = false;
    let isOver = false;
    let linger: NodeJS.Timeout | undefined;
    const timers = startStreamTimers({
      idleMs: options.idleTimeoutMs,
      deadlineMs: options.deadlineMs,
      keepAliveMs: KEEP_ALIVE_MS,
      onIdle: () => fail('upstream_stalled'),
      onDeadline: () => fail('function_timeout'),
      onKeepAlive: () => {
        if (!isWithin && held.length === 0 && !outbox.full) put(KEEP_ALIVE);
      },
    });
    const outbox = openOutbox(sink, {
      onSent: () => timers.sent(),
      onBroken: () => end({}),
      onFull: () => {
        timers.waitForCaller();
        upstream.pause();
      },
      onDrained: () => {
        if (isOver) return;
        timers.received();
        upstream.resume();
      },
    });

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

    function fail(code: ErrorCode, cause?: unknown): void {
      if (isOver) return;
      if (watch.hasEnded()) {
        flush();
        end({});
        return;
      }
      const error = cause instanceof ServiceError ? cause : new ServiceError(code, { cause });
      // What is held back is a part of an event, of no use to anybody; one that has begun to go out is ended first.
      put((isWithin ? '\n\n' : '') + failure(error, watch.lastSequence() + 1));
      end({ code: error.code, cause: cause ?? error });
    }

    function flush(): void {
      if (held.length > 0) put(held);
      held = NOTHING;
    }

    function onData(read: Buffer): void {
      timers.received();
      watch.read(read);
      const chunk = held.length === 0 ? read : Buffer.concat([held, read]);
      const length = wholeLength(chunk);
      const rest = chunk.length - length;
      const goesOn = rest > LONGEST_HELD_BYTES || (isWithin && length === 0);
      const out = rest === 0 || goesOn ? chunk : chunk.subarray(0, length);
      isWithin = rest > 0 && goesOn;
      held = rest === 0 || goesOn ? NOTHING : chunk.subarray(length);
      if (out.length > 0) put(mask ? mask(out) : out);
      if (watch.hasEnded() && !linger) linger = setTimeout(() => fail('upstream_stalled'), LINGER_MS).unref();
    }

    upstream.on('data', onData);
    upstream.on('end', () => {
      // What cannot be read may have had its end all the same.
      if (watch.hasEnded() || watch.isLost()) {
        flush();
        end({});
      } else fail('upstream_stream_truncated');
    });
    upstream.on('error', (error) => fail(lossOf(error), error));
    upstream.on('close', () => fail('upstream_connection_lost'));
    if (upstream.destroyed) fail(lossOf(upstream.errored), upstream.errored);
  });
}

/** How many bytes of a chunk are whole events: up to its last blank line. */
function wholeLength(chunk: Buffer): number {
  const { length } = chunk;
  if (chunk[length - 1] === LF && (chunk[length - 2] === LF || (chunk[length - 3] === LF && chunk[length - 2] === CR)))
    return length;
  const lf = chunk.lastIndexOf('\n\n');
  const crlf = chunk.lastIndexOf('\r\n\r\n');
  return Math.max(lf < 0 ? 0 : lf + 2, crlf < 0 ? 0 : crlf + 4);
}

/** What broke on its way here has broken for a reason of its own, where it says so. */
function lossOf(error: unknown): ErrorCode {
  return error instanceof ServiceError ? error.code : 'upstream_connection_lost';
}
