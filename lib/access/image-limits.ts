import type { Limits } from '../context/limits.ts';
import type { Fields } from '../json/fields.ts';
import { askedNumber } from './asked-number.ts';
import { limitExceeded } from './limit-exceeded.ts';
import type { NamedTool } from './named-tools.ts';
import { pathOf } from './walk-request.ts';

/** What is put into a request, and where. */
export interface Ceiling {
  readonly path: readonly (string | number)[];
  readonly value: string | number;
}

/** What every model of OpenAI's draws. */
const USUAL_SIZE = '1024x1024';
const USUAL_PIXELS = 1024 * 1024;

/** The largest image of all: https://developers.openai.com/api/docs/guides/image-generation, "Size and quality options". */
const MOST_PIXELS = 8_294_400;

const SIZE = /^(\d{1,9})x(\d{1,9})$/;

/** Whether a tool draws. */
export function drawsImages({ names, isDefined }: NamedTool): boolean {
  return isDefined && names.includes('image_generation');
}

/**
 * Holds one image to its pixels. Without a size, or with `auto`, OpenAI chooses: that may be the largest image of all, so where the
 * limit is below that, 1024x1024 is put in; and where that is too large as well, the request has to say a size.
 */
export function imageSizeCeiling(
  image: Fields,
  path: readonly (string | number)[],
  { max_image_pixels: most }: Limits,
): Ceiling[] {
  if (most === undefined) return [];
  const { size } = image;
  const at = [...path, 'size'];
  const refused = limitExceeded(at, `Set it to WIDTHxHEIGHT with at most ${most} pixels in all`);
  if (size === undefined || size === null || size === 'auto') {
    if (most >= MOST_PIXELS) return [];
    if (most < USUAL_PIXELS) throw refused;
    return [{ path: at, value: USUAL_SIZE }];
  }
  const [, width, height] = typeof size === 'string' ? (SIZE.exec(size) ?? []) : [];
  if (width === undefined || height === undefined || Number(width) * Number(height) > most) throw refused;
  return [];
}

/** Holds `n` of the Images API to its count. Partial images are parts of one. */
export function checkImageCount({ n }: Fields, { max_images: most }: Limits): void {
  if (most !== undefined && (askedNumber(n) ?? 1) > most)
    throw limitExceeded(['n'], `At most ${most} images a request`);
}

/**
 * How many tool calls a response may make where it has a tool that draws: each call may make an image, and OpenAI counts calls of
 * all hosted tools together. Undefined where nothing is drawn, or nothing limited.
 */
export function mostDrawingCalls(tools: readonly NamedTool[], { max_images: most }: Limits): number | undefined {
  const drawing = most === undefined ? [] : tools.filter(drawsImages);
  const over = most === undefined ? undefined : drawing[most];
  if (over) throw limitExceeded(pathOf(over.at), `At most ${most} images a request, and so as many tools that draw`);
  return drawing.length > 0 ? most : undefined;
}
