import type { Readable } from 'node:stream';
import type { ErrorCode } from '../errors/catalogue.ts';
import { ServiceError } from '../errors/service-error.ts';
import { pacedOutbox } from './paced-outbox.ts';
import type { Sink } from './sink.ts';
import { startStreamTimers } from './stream-timers.ts';

/** Bytes to pass on. Times in milliseconds. */
export interface RelayBytesOptions {
  /** Destroyed unless it was read to its end. */
  readonly upstream: Readable;
  readonly sink: Sink;
  /** Told before each write. */
  readonly onWrite?: () => void;
  readonly idleTimeoutMs: number;
  /** From now until the body has to have ended. */
  readonly deadlineMs: number;
}

/** No heartbeat has a place among bytes. */
const NEVER_MS = 2_147_483_647;

/**
 * Passes a body on as it comes, no faster than it is taken. Resolves once the last of it was written, or nobody takes it any more.
 * Rejects with a `ServiceError` `upstream_connection_lost`, `upstream_stalled` or `function_timeout` where it does not come to its end:
 * bytes have no form in which that could be said.
 */
export function relayBytes(options: RelayBytesOptions): Promise<void> {
  const { upstream, sink, onWrite } = options;
  return new Promise((resolve, reject) => {
    const timers = startStreamTimers({
      idleMs: options.idleTimeoutMs,
      deadlineMs: options.deadlineMs,
      keepAliveMs: NEVER_MS,
      onIdle: () => end('upstream_stalled'),
      onDeadline: () => end('function_timeout'),
      onKeepAlive: () => undefined,
    });
    let isOver = false;
    const outbox = pacedOutbox({ sink, upstream, timers, isOver: () => isOver, onBroken: () => end() });

    function end(code?: ErrorCode, cause?: unknown): void {
      if (isOver) return;
      isOver = true;
      timers.stop();
      if (!upstream.readableEnded) upstream.destroy();
      if (code === undefined) resolve();
      else reject(cause instanceof ServiceError ? cause : new ServiceError(code, { cause }));
    }

    upstream.on('data', (chunk: Buffer) => {
      if (isOver) return;
      timers.received();
      onWrite?.();
      outbox.send(chunk);
    });
    upstream.on('end', () => end());
    upstream.on('error', (error) => end('upstream_connection_lost', error));
    upstream.on('close', () => end('upstream_connection_lost'));
    if (upstream.destroyed) end('upstream_connection_lost', upstream.errored);
  });
}
