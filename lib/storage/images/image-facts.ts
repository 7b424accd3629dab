import { imageSize } from 'image-size';
import { typeHandlers } from 'image-size/types/index';
import type { ImageFacts } from './image-entry.ts';

type Format = Pick<ImageFacts, 'contentType' | 'extension'>;

/** By image-size's names: the formats that OpenAI makes, and the ones it may come to make. */
const formats: Readonly<Record<string, Format>> = {
  png: { contentType: 'image/png', extension: 'png' },
  webp: { contentType: 'image/webp', extension: 'webp' },
  jpg: { contentType: 'image/jpeg', extension: 'jpg' },
  gif: { contentType: 'image/gif', extension: 'gif' },
  svg: { contentType: 'image/svg+xml', extension: 'svg' },
  avif: { contentType: 'image/avif', extension: 'avif' },
  heic: { contentType: 'image/heic', extension: 'heic' },
  jxl: { contentType: 'image/jxl', extension: 'jxl' },
};

const unknownFormat: Format = { contentType: 'application/octet-stream', extension: 'bin' };

/** What an image's bytes say of themselves, whatever was asked for. Never throws. */
export function imageFacts(bytes: Uint8Array): ImageFacts {
  const { type = '', width, height } = sized(bytes) ?? { type: signed(bytes) };
  const format = formats[type];
  return format ? { ...format, width: pixels(width), height: pixels(height) } : { ...unknownFormat, ...noSize };
}

const noSize = { width: null, height: null };

interface Sized {
  readonly type?: string | undefined;
  readonly width?: number;
  readonly height?: number;
}

/** Undefined where image-size finds no size: it throws then, even at a format that it knows (an SVG without one). */
function sized(bytes: Uint8Array): Sized | undefined {
  try {
    return imageSize(bytes);
  } catch {
    return undefined;
  }
}

/** The format by its signature alone. */
function signed(bytes: Uint8Array): string | undefined {
  try {
    return [...typeHandlers].find(([type, { validate }]) => type in formats && validate(bytes))?.[0];
  } catch {
    return undefined;
  }
}

/** Null for what a damaged header says (`NaN`, 0). */
function pixels(value: number | undefined): number | null {
  return value !== undefined && value > 0 && Number.isFinite(value) ? value : null;
}
