import type { ByteString } from '../large-json/byte-string.ts';
import type { Sink } from './sink.ts';

/** Writes a body in parts, no faster than the sink takes them. Rejects where the sink is broken. */
export async function writeParts(parts: Iterable<ByteString | Buffer>, sink: Sink): Promise<void> {
  for (const part of parts) {
    if (!sink.write(part)) await sink.drained();
  }
}
