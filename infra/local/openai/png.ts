import { crc32, deflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** Bit depth 8, colour type 2 (RGB), and the only compression, filter and interlace methods there are (PNG, 11.2.1). */
const FORMAT = [8, 2, 0, 0, 0];

/** A private chunk that readers skip and editors may copy: the case of its letters says so (PNG, 5.4). */
const FILLER = 'stIn';

/** Length, type and checksum: what a chunk takes beside its data. */
export const PNG_CHUNK_OVERHEAD = 12;

interface PngParts {
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** The deflated rows of RGB, each with its filter before it. */
  readonly data: Buffer;
  /** Bytes that mean nothing, to make the file longer. */
  readonly filler?: Buffer;
}

/** A whole PNG file. */
export function pngOf({ width, height, data, filler }: PngParts): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set(FORMAT, 8);
  const filling = filler ? [chunk(FILLER, filler)] : [];
  const chunks = [chunk('IHDR', header), ...filling, chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))];
  return Buffer.concat([SIGNATURE, ...chunks]);
}

/** A real PNG of `width` × `height` pixels, a gradient of as many steps as `detail` says; the same for the same input. */
export function drawPng(width: number, height: number, detail: number): Buffer {
  const shade = (at: number, length: number): number => Math.round((Math.floor((at / length) * detail) / detail) * 255);
  const rows = Array.from({ length: height }, (_, y) => {
    const pixels = Array.from({ length: width }, (__, x) => [shade(x, width), shade(y, height), 160]);
    return [0, ...pixels.flat()];
  });
  return pngOf({ width, height, data: deflateSync(Buffer.from(rows.flat())) });
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}
