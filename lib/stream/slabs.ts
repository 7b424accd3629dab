/** Small reads are gathered in slabs of this size. */
const SLAB_BYTES = 65_536;
/** A read of this many bytes is kept as it came: the memory that it stands in is about as large. */
const LARGE_READ_BYTES = 16_384;

/** Bytes that were read piecemeal, kept so that neither many small reads nor a copy of large ones costs memory. */
export interface Slabs {
  add(chunk: Buffer): void;
  /** Keeps a piece as it is, whatever its size. */
  keep(piece: Buffer): void;
  readonly length: number;
  /** The first piece, as far as it has come. */
  first(): Buffer | undefined;
  /** What was gathered, and an empty start. */
  take(): Buffer[];
}

/** An empty collection. */
export function newSlabs(): Slabs {
  let pieces: Buffer[] = [];
  let slab = Buffer.alloc(0);
  let used = 0;
  let length = 0;

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
        return;
      }
      for (let from = 0; from < chunk.length; ) {
        if (used === slab.length) {
          closeSlab();
          slab = Buffer.allocUnsafeSlow(SLAB_BYTES);
        }
        const copied = chunk.copy(slab, used, from);
        from += copied;
        used += copied;
      }
    },
    keep(piece) {
      closeSlab();
      pieces.push(piece);
    },
    first: () => pieces[0] ?? (used > 0 ? slab.subarray(0, used) : undefined),
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
