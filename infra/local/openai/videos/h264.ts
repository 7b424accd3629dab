import { BitWriter } from './bit-writer.ts';

/** Of a picture: luma, blue and red, 0 to 255 each (BT.601). */
export type Colour = readonly [luma: number, blue: number, red: number];

/** Side of a macroblock, in pixels. */
const BLOCK = 16;

/** Baseline profile, level 4.0: up to 8,192 macroblocks (ITU-T H.264, A.3). */
const PROFILE = 66;
const COMPATIBILITY = 0xc0;
const LEVEL = 40;

/** Kinds of NAL units, with how much they matter (7.4.1). */
const KINDS = { sequence: 0x67, picture: 0x68, whole: 0x65, changed: 0x41 } as const;

/** Of slices all of whose picture are of a kind (table 7-6). */
const SLICE = { changed: 5, whole: 7 } as const;

/** Of macroblocks in a whole picture (table 7-11): predicted from above, from the left, or as raw samples. */
const MACROBLOCK = { above: 1, left: 2, raw: 25 } as const;
/** Of their colours (table 7-16). */
const CHROMA = { left: 1, above: 2 } as const;
/** No coefficients, beside macroblocks that have none, and beside raw ones (table 9-5). */
const NOTHING = { plain: [1, 1], besideRaw: [3, 6] } as const;

/** What a decoder has to know of all pictures: the two parameter sets, and profile and level. */
export interface ParameterSets {
  readonly sequence: Buffer;
  readonly picture: Buffer;
}

/** Of pictures of this size in pixels, which has to be a multiple of 16. */
export function parameterSets(width: number, height: number): ParameterSets {
  const sequence = new BitWriter()
    .bits(PROFILE, 8)
    .bits(COMPATIBILITY, 8)
    .bits(LEVEL, 8)
    // Set 0; frame numbers of 4 bits; shown in the order of decoding; one picture to refer to; without gaps.
    .golomb(0, 0, 2, 1)
    .bits(0, 1)
    .golomb(width / BLOCK - 1, height / BLOCK - 1)
    // Frames, direct inference, neither cropping nor hints.
    .bits(0b1100, 4);
  const picture = new BitWriter()
    .golomb(0, 0)
    .bits(0, 2)
    .golomb(0, 0, 0)
    .bits(0, 3)
    .golomb(0, 0, 0)
    // Slices say whether edges are smoothed.
    .bits(0b100, 3);
  return { sequence: unit(KINDS.sequence, sequence.end()), picture: unit(KINDS.picture, picture.end()) };
}

/**
 * A picture of vertical bars, side by side: the first macroblock of a bar is raw samples, and all others are predicted from it, so that it
 * takes a byte each. `number` tells pictures that follow each other apart.
 */
export function barPicture(width: number, height: number, bars: readonly Colour[], number: number): Buffer {
  const [columns, rows] = [width / BLOCK, height / BLOCK];
  const begins = new Map(bars.map((bar, index) => [Math.floor((index * columns) / bars.length), bar]));
  const writer = new BitWriter()
    .golomb(0, SLICE.whole, 0)
    .bits(0, 4)
    .golomb(number % 2)
    .bits(0, 2)
    .golomb(0, 1);
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      const bar = begins.get(column);
      if (row === 0 && bar) rawMacroblock(writer, bar);
      else if (row === 0) predicted(writer, MACROBLOCK.left, CHROMA.left, begins.has(column - 1));
      else predicted(writer, MACROBLOCK.above, CHROMA.above, row === 1 && bar !== undefined);
    }
  }
  return unit(KINDS.whole, writer.end());
}

/** The picture before once more: every macroblock is skipped. `number` counts from the last whole picture, which is 0. */
export function samePicture(width: number, height: number, number: number): Buffer {
  const writer = new BitWriter()
    .golomb(0, SLICE.changed, 0)
    .bits(number % 16, 4)
    .bits(0, 3)
    .golomb(0, 1, (width / BLOCK) * (height / BLOCK));
  return unit(KINDS.changed, writer.end());
}

function rawMacroblock(writer: BitWriter, [luma, blue, red]: Colour): void {
  writer.golomb(MACROBLOCK.raw).align();
  writer.append(Array.from({ length: BLOCK * BLOCK }, () => luma));
  for (const colour of [blue, red]) writer.append(Array.from({ length: (BLOCK * BLOCK) / 4 }, () => colour));
}

function predicted(writer: BitWriter, kind: number, chroma: number, isBesideRaw: boolean): void {
  const [code, length] = isBesideRaw ? NOTHING.besideRaw : NOTHING.plain;
  writer.golomb(kind, chroma, 0).bits(code, length);
}

/** What would look like the beginning of a unit is broken up by a 3 (7.4.1.1). */
function unit(kind: number, payload: Buffer): Buffer {
  const bytes = [kind];
  let zeros = 0;
  for (const byte of payload) {
    if (zeros >= 2 && byte <= 3) {
      bytes.push(3);
      zeros = 0;
    }
    bytes.push(byte);
    zeros = byte === 0 ? zeros + 1 : 0;
  }
  return Buffer.from(bytes);
}
