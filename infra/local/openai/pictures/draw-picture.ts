import type { Sharp } from 'sharp';
import { Failure } from '../failures.ts';
import { type Canvas, landscapeSvg } from './landscape.ts';
import type { Picture } from './picture.ts';

/** How coarse the partial images are, the first of them first: pixels of the picture that become one. */
const GRAINS = [48, 24, 10];

/** The same for SVG, which has no pixels: how far each partial image is blurred. */
const BLURS = [4, 2, 0.8];

/** What WebP and JPEG keep where the request does not say. */
const KEPT: Readonly<Record<Picture['quality'], number>> = { low: 45, medium: 70, high: 88, xhigh: 94, max: 100 };

type Encode = (image: Sharp, picture: Picture) => Sharp;

/** One row a format that is made of pixels. */
const ENCODERS: Readonly<Record<Exclude<Picture['format'], 'svg'>, Encode>> = {
  // PNG loses nothing, so a low quality has fewer colours.
  png: (image, { quality }) => image.png(quality === 'low' ? { palette: true, colours: 64 } : { compressionLevel: 6 }),
  webp: (image, picture) => image.webp({ quality: kept(picture), effort: 2 }),
  jpeg: (image, picture) => image.jpeg({ quality: kept(picture) }),
  gif: (image, { quality }) => image.gif({ effort: 1, dither: quality === 'low' ? 0 : 1 }),
};

/**
 * Draws a picture in its own format, the same bytes for the same picture on the same machine: whole, or as the partial
 * image of an index from 0. `variant` tells the pictures of one response apart. Throws a Failure where sharp is missing.
 */
export async function drawPicture(picture: Picture, variant: number, partial?: number): Promise<Buffer> {
  const { format, width, height } = picture;
  const seed = `${picture.prompt}#${variant}`;
  const canvas = { width, height, transparent: picture.background === 'transparent' };
  if (format === 'svg')
    return Buffer.from(landscapeSvg(seed, canvas, partial === undefined ? 0 : step(BLURS, partial)));
  const image = partial === undefined ? await paint(seed, canvas) : await sketch(seed, canvas, step(GRAINS, partial));
  return ENCODERS[format](canvas.transparent ? image : image.removeAlpha(), picture).toBuffer();
}

async function paint(seed: string, canvas: Canvas): Promise<Sharp> {
  const sharp = await loadSharp();
  return sharp(Buffer.from(landscapeSvg(seed, canvas)));
}

/** The picture as painted on a few pixels and stretched over all of them. */
async function sketch(seed: string, canvas: Canvas, grain: number): Promise<Sharp> {
  const sharp = await loadSharp();
  const { width, height } = canvas;
  const small = { width: Math.max(2, Math.round(width / grain)), height: Math.max(2, Math.round(height / grain)) };
  const coarse = await sharp(Buffer.from(landscapeSvg(seed, canvas)))
    .resize({ ...small, fit: 'fill', kernel: 'linear' })
    .png()
    .toBuffer();
  return sharp(coarse).resize({ width, height, fit: 'fill', kernel: 'cubic' });
}

/**
 * sharp, loaded when the first picture is asked for. Throws a Failure where it or its binary is missing: of status 400,
 * for anything above 499 would be sent again, and no second attempt installs a package.
 */
export async function loadSharp(): Promise<typeof import('sharp').default> {
  try {
    return (await import('sharp')).default;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.trim().split('\n', 1)[0] : String(cause);
    throw new Failure(
      400,
      `The stand-in cannot draw on this machine, because sharp does not load (${reason}). ` +
        'Install it with `npm ci --include=dev --include=optional`, ask for output_format svg, ' +
        "or set metadata.scenario to 'image-small'.",
      { code: 'stand_in_cannot_draw' },
    );
  }
}

const kept = ({ compression, quality }: Picture): number => Math.max(1, compression ?? KEPT[quality]);

const step = (steps: readonly number[], index: number): number => steps[Math.min(index, steps.length - 1)] ?? 0;
