import { crc32, deflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** Bit depth 8, colour type 2 (RGB), and the only compression, filter and interlace methods there are (PNG, 11.2.1). */
const FORMAT = [8, 2, 0, 0, 0];

/** A real PNG of `width` × `height` pixels, a gradient of as many steps as `detail` says; the same for the same input. */
export function drawPng(width: number, height: number, detail: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set(FORMAT, 8);
  const shade = (at: number, length: number): number => Math.round((Math.floor((at / length) * detail) / detail) * 255);
  const rows = Array.from({ length: height }, (_, y) => {
    const pixels = Array.from({ length: width }, (__, x) => [shade(x, width), shade(y, height), 160]);
    return [0, ...pixels.flat()];
  });
  const data = deflateSync(Buffer.from(rows.flat()));
  return Buffer.concat([SIGNATURE, chunk('IHDR', header), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}
