import fc from 'fast-check';

/** Pictures' bytes without a picture: the same for the same seed. */
export function noise(bytes: number, seed = 1): Buffer {
  let state = seed;
  return Buffer.from(
    Uint8Array.from({ length: bytes }, () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state >>> 24;
    }),
  );
}

/** As many characters of base64. */
export function base64Of(characters: number, seed = 1): string {
  return noise(Math.ceil((characters * 3) / 4), seed)
    .toString('base64')
    .slice(0, characters);
}

/** The bytes, cut into pieces of these sizes; the sizes start over when they run out. */
export function cutInto(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  const pieces: Buffer[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    pieces.push(bytes.subarray(at, at + size));
    at += size;
  }
  return pieces;
}

/** Sizes of reads: what sockets, TLS records and HTTP chunks make of a body, and the odd few bytes between. */
export const readSizes = fc.array(
  fc.oneof(
    fc.integer({ min: 16_384, max: 65_536 }),
    fc.constantFrom(16_384, 65_536, 16_383, 1000),
    fc.integer({ min: 1, max: 40 }),
    fc.integer({ min: 40, max: 16_000 }),
  ),
  { minLength: 1, maxLength: 12 },
);
