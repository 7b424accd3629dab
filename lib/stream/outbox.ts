import type { ByteString } from './byte-string.ts';
import type { Sink } from './sink.ts';

/** Told when the caller becomes the slow one, and when it takes more again or has broken. */
export interface OutboxEvents {
  readonly onFull: () => void;
  readonly onDrained: () => void;
  readonly onBroken: () => void;
  /** After each write. */
  readonly onSent: () => void;
}

/** Collects what goes out together, and writes it at once. */
export interface Outbox {
  put(bytes: ByteString): void;
  /** Writes what was put, even to a full sink: what has been put is small, and nothing may be held back. */
  flush(): void;
  readonly full: boolean;
}

/** Opens the way to a sink. */
export function openOutbox(sink: Sink, { onFull, onDrained, onBroken, onSent }: OutboxEvents): Outbox {
  let pending = '';
  let full = false;

  function waitForCaller(): void {
    full = true;
    onFull();
    sink.drained().then(() => {
      full = false;
      onDrained();
    }, onBroken);
  }

  return {
    put(bytes) {
      pending += bytes;
    },
    flush() {
      if (pending === '') return;
      const bytes = pending;
      pending = '';
      const takesMore = sink.write(bytes);
      onSent();
      if (!takesMore && !full) waitForCaller();
    },
    get full() {
      return full;
    },
  };
}
