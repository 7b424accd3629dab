import type { Readable } from 'node:stream';
import { type Outbox, openOutbox } from './outbox.ts';
import type { Sink } from './sink.ts';
import type { StreamTimers } from './stream-timers.ts';

/** Whose body goes out, and who is asked and told. */
export interface PacedOutboxOptions {
  readonly sink: Sink;
  readonly upstream: Readable;
  readonly timers: StreamTimers;
  /** Whether nothing is read any more. */
  readonly isOver: () => boolean;
  readonly onBroken: () => void;
}

/** An outbox that has upstream wait while the caller is the slow one; meanwhile nobody takes upstream for silent. */
export function pacedOutbox({ sink, upstream, timers, isOver, onBroken }: PacedOutboxOptions): Outbox {
  return openOutbox(sink, {
    onSent: () => timers.sent(),
    onBroken,
    onFull: () => {
      if (isOver()) return;
      timers.waitForCaller();
      upstream.pause();
    },
    onDrained: () => {
      if (isOver()) return;
      timers.received();
      upstream.resume();
    },
  });
}
