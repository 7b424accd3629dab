import type { ByteString } from '../large-json/byte-string.ts';

/** The way out: Lambda's response stream, or a test's. */
export interface Sink {
  /** Takes bytes; `false` asks the writer to wait for `drained`. */
  write(bytes: ByteString | Buffer): boolean;
  /** Resolves as soon as the sink takes more; at once where it already does. Rejects once the sink is broken. */
  drained(): Promise<void>;
}
