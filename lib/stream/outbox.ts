import type { ByteString } from '../large-json/byte-string.ts';
import { type LongString, withLongStrings } from '../large-json/long-strings.ts';
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
  /** Text, and the strings whose placeholders stand in it. */
  put(bytes: ByteString, strings?: readonly LongString[]): void;
  /** Writes what was put, even to a full sink: what has been put is small, and nothing may be held back. */
  flush(): void;
  /** Writes bytes at once: nothing may be put beside. */
  send(bytes: ByteString | Buffer): void;
  readonly full: boolean;
}

/** Opens the way to a sink. */
export function openOutbox(sink: Sink, { onFull, onDrained, onBroken, onSent }: OutboxEvents): Outbox {
  let pending = '';
  /** What has to be written before `pending`: only a frame with strings makes any. */
  let parts: (ByteString | Buffer)[] = [];
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
    put(bytes, strings = []) {
      if (strings.length === 0) {
        pending += bytes;
        return;
      }
      if (pending !== '') parts.push(pending);
      parts.push(...withLongStrings(bytes, strings));
      pending = '';
    },
    flush() {
      if (pending === '' && parts.length === 0) return;
      const out = pending === '' ? parts : [...parts, pending];
      parts = [];
      pending = '';
      let takesMore = true;
      for (const part of out) takesMore = sink.write(part);
      onSent();
      if (!takesMore && !full) waitForCaller();
    },
    send(bytes) {
      const takesMore = sink.write(bytes);
      onSent();
      if (!takesMore && !full) waitForCaller();
    },
    get full() {
      return full;
    },
  };
}
