import { createCipheriv } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { PNG_CHUNK_OVERHEAD, pngOf } from '../png.ts';

/** What there is beside the pixels: signature, chunks, and five bytes for each block that deflate stores. */
const overhead = (bytes: number): number => 1024 + Math.ceil(bytes / 1000);

/** A key and a first block of nothing: the noise is the same each time. */
const KEY = Buffer.alloc(16);

export interface NoisePng {
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** The whole file: the costly part, and only where somebody looks at it. */
  readonly draw: () => Buffer;
}

/** A real PNG of exactly so many bytes (at least 4,096), of noise that nothing on its way can compress. */
export function noisePng(bytes: number): NoisePng {
  const room = bytes - overhead(bytes) - PNG_CHUNK_OVERHEAD;
  const width = Math.max(1, Math.floor(Math.sqrt(room / 3)));
  const rowLength = 1 + width * 3;
  const height = Math.max(1, Math.floor(room / rowLength));
  return { width, height, draw: () => draw(bytes, { width, height }) };
}

function draw(bytes: number, size: Pick<NoisePng, 'width' | 'height'>): Buffer {
  const rowLength = 1 + size.width * 3;
  const pixels = createCipheriv('aes-128-ctr', KEY, KEY).update(Buffer.alloc(rowLength * size.height));
  // A row begins with the number of its filter (PNG, 9.2): none.
  for (let row = 0; row < size.height; row += 1) pixels[row * rowLength] = 0;
  const data = deflateSync(pixels, { level: 0 });
  const missing = bytes - pngOf({ ...size, data }).length - PNG_CHUNK_OVERHEAD;
  return pngOf({ ...size, data, filler: Buffer.alloc(missing) });
}
