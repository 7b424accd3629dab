import { garbageCollection } from './collect-garbage.ts';

/** Small reads are gathered in buffers of this size … */
const SHARED_BYTES = 65_536;
/** … the first ones being smaller: most bodies are, and a poller reads thousands. */
const FIRST_SHARED_BYTES = 4096;
/** A read of this many bytes is kept as it came: the memory that it stands in is about as large. */
const LARGE_READ_BYTES = 16_384;

/** In place of bytes that were skipped: a piece without a quote, like them. */
const NOTHING = Buffer.alloc(0);

/** After this many bytes of large reads, memory that earlier ones stood in is given back. */
const COLLECTED_BYTES = 2 * 1024 * 1024;

/** Bytes that were read piecemeal, kept so that neither many small reads nor a copy of large ones costs memory. */
export interface ChunkList {
  add(chunk: Buffer): void;
  /** Keeps the place of that many bytes which nobody will ask for. */
  skip(bytes: number): void;
  readonly length: number;
  /** The first bytes, as many of them as have come, up to 16 KB. */
  head(bytes: number): Buffer;
  /** What was gathered, and an empty start. */
  take(): Buffer[];
}

/** An empty collection. */
export function newChunkList(): ChunkList {
  let pieces: Buffer[] = [];
  let shared = Buffer.alloc(0);
  let sharedBytes = FIRST_SHARED_BYTES;
  let used = 0;
  let length = 0;
  const collectGarbage = garbageCollection(COLLECTED_BYTES);

  function closeShared(): void {
    if (used > 0) pieces.push(shared.subarray(0, used));
    shared = shared.subarray(used);
    used = 0;
  }

  return {
    add(chunk) {
      length += chunk.length;
      if (chunk.length >= LARGE_READ_BYTES) {
        closeShared();
        pieces.push(chunk);
        collectGarbage(chunk.length);
        return;
      }
      for (let from = 0; from < chunk.length; ) {
        if (used === shared.length) {
          closeShared();
          shared = Buffer.allocUnsafeSlow(sharedBytes);
          sharedBytes = Math.min(2 * sharedBytes, SHARED_BYTES);
        }
        const copied = chunk.copy(shared, used, from);
        from += copied;
        used += copied;
      }
    },
    skip(bytes) {
      closeShared();
      pieces.push(NOTHING);
      collectGarbage(bytes);
    },
    head: (bytes) =>
      // The first piece may be a few bytes long, and the second: the end of one shared, and the start of the next.
      Buffer.concat(
        [...pieces.slice(0, 3), shared.subarray(0, used)].map((piece) => piece.subarray(0, bytes)),
      ).subarray(0, bytes),
    get length() {
      return length;
    },
    take() {
      closeShared();
      const taken = pieces;
      pieces = [];
      length = 0;
      return taken;
    },
  };
}
