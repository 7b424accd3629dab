import { garbageCollection } from './collect-garbage.ts';

/** Small reads are gathered in slabs of this size … */
const SLAB_BYTES = 65_536;
/** … the first ones being smaller: most bodies are, and a poller reads thousands. */
const FIRST_SLAB_BYTES = 4096;
/** A read of this many bytes is kept as it came: the memory that it stands in is about as large. */
const LARGE_READ_BYTES = 16_384;

/** In place of bytes that were skipped: a piece without a quote, like them. */
const NOTHING = Buffer.alloc(0);

/** After this many bytes of large reads, memory that earlier ones stood in is given back. */
const COLLECTED_BYTES = 2 * 1024 * 1024;

/** Bytes that were read piecemeal, kept so that neither many small reads nor a copy of large ones costs memory. */
export interface Slabs {
  add(chunk: Buffer): void;
  /** Marks the place of that many bytes which nobody will ask for. */
  skip(bytes: number): void;
  readonly length: number;
  /** The first bytes, as many of them as have come, up to 16 KB. */
  head(bytes: number): Buffer;
  /** What was gathered, and an empty start. */
  take(): Buffer[];
}

/** An empty collection. */
export function newSlabs(): Slabs {
  let pieces: Buffer[] = [];
  let slab = Buffer.alloc(0);
  let slabBytes = FIRST_SLAB_BYTES;
  let used = 0;
  let length = 0;
  const collectGarbage = garbageCollection(COLLECTED_BYTES);

  function closeSlab(): void {
    if (used > 0) pieces.push(slab.subarray(0, used));
    slab = slab.subarray(used);
    used = 0;
  }

  return {
    add(chunk) {
      length += chunk.length;
      if (chunk.length >= LARGE_READ_BYTES) {
        closeSlab();
        pieces.push(chunk);
        collectGarbage(chunk.length);
        return;
      }
      for (let from = 0; from < chunk.length; ) {
        if (used === slab.length) {
          closeSlab();
          slab = Buffer.allocUnsafeSlow(slabBytes);
          slabBytes = Math.min(2 * slabBytes, SLAB_BYTES);
        }
        const copied = chunk.copy(slab, used, from);
        from += copied;
        used += copied;
      }
    },
    skip(bytes) {
      closeSlab();
      pieces.push(NOTHING);
      collectGarbage(bytes);
    },
    head: (bytes) =>
      // The first piece may be a few bytes long, and the second: the end of one slab, and the start of the next.
      Buffer.concat([...pieces.slice(0, 3), slab.subarray(0, used)].map((piece) => piece.subarray(0, bytes))).subarray(
        0,
        bytes,
      ),
    get length() {
      return length;
    },
    take() {
      closeSlab();
      const taken = pieces;
      pieces = [];
      length = 0;
      return taken;
    },
  };
}
