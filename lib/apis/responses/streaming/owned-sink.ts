import type { ByteString } from '../../../large-json/byte-string.ts';
import type { Sink } from '../../../stream/sink.ts';

/** A way out that holds back what tells of a response until it is written down whose that is. */
export interface OwnedSink {
  readonly sink: Sink;
  /** Resolves once nothing is held back any more. */
  readonly written: () => Promise<void>;
}

/** What a sink has to know of the response that passes it. */
export interface OwnedResponse {
  /** Whether the stream has named it; what comes before tells nobody anything of it. */
  readonly isNamed: () => boolean;
  /** Writes down whose it is. Never rejects. */
  readonly own: () => Promise<unknown>;
}

/**
 * Holds frames back from the first one that names the response until `own` has resolved. Frames are made meanwhile: only the way out
 * waits.
 */
export function ownedSink(sink: Sink, { isNamed, own }: OwnedResponse): OwnedSink {
  let held: (ByteString | Buffer)[] = [];
  let owning: Promise<void> | undefined;
  let isOwned = false;

  function release(): void {
    isOwned = true;
    for (const bytes of held) sink.write(bytes);
    held = [];
  }

  return {
    sink: {
      write(bytes) {
        if (isOwned || (owning === undefined && !isNamed())) return sink.write(bytes);
        owning ??= own().then(release);
        held.push(bytes);
        return false;
      },
      drained: async () => {
        await owning;
        await sink.drained();
      },
    },
    written: async () => owning,
  };
}
