import type { Readable } from 'node:stream';
import { readBounded } from '../stream/read-bounded.ts';

/** The rest of a short answer is read, so that its connection can be kept; that of a longer one is not worth its bytes. */
const BOUNDS = { maxBytes: 65_536, idleMs: 1_000, deadlineMs: 1_000 };

/** Lets go of a body that nobody wants to know. */
export function discardBody(body: Readable): void {
  void readBounded(body, BOUNDS, () => undefined);
}
