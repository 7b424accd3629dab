import * as z from 'zod';

import { explain } from '../problem-text.ts';

/** Source of the bounds: OpenAI's guide to image generation, "Size and quality options" of GPT Image 2. */
const STEP = 16;
const LONGEST_ASPECT = 3;
const LONGEST_EDGE = 3840;
const FEWEST_PIXELS = 655_360;
const MOST_PIXELS = 8_294_400;

const FORM = /^(?:auto|([1-9]\d*)x([1-9]\d*))$/;

function invalid(hint: string): string {
  return explain('Invalid image_size value', hint);
}

const bounds: readonly { readonly hint: string; readonly broken: (longer: number, shorter: number) => boolean }[] = [
  {
    hint: `The width and the height of image_size must be multiples of ${STEP}`,
    broken: (longer, shorter) => longer % STEP !== 0 || shorter % STEP !== 0,
  },
  {
    hint: `The aspect ratio of image_size must be between 1:${LONGEST_ASPECT} and ${LONGEST_ASPECT}:1`,
    broken: (longer, shorter) => longer > LONGEST_ASPECT * shorter,
  },
  {
    hint: `Neither the width nor the height of image_size may be more than ${LONGEST_EDGE}`,
    broken: (longer) => longer > LONGEST_EDGE,
  },
  {
    hint: `image_size must have at least ${FEWEST_PIXELS} pixels in all, as 1024x640 has`,
    broken: (longer, shorter) => longer * shorter < FEWEST_PIXELS,
  },
  {
    hint: `image_size must have at most ${MOST_PIXELS} pixels in all, as 3840x2160 and 2880x2880 have`,
    broken: (longer, shorter) => longer * shorter > MOST_PIXELS,
  },
];

/** A size in pixels; one problem for each bound that it breaks. */
export function imageSizeField() {
  const error = invalid("image_size must be 'auto' or WIDTHxHEIGHT in pixels, like 1024x1024, 1024x1536 or 1536x1024");
  return z
    .string({ error })
    .regex(FORM, { error })
    .superRefine((size, context) => {
      const [, width, height] = FORM.exec(size) ?? [];
      if (width === undefined || height === undefined) return;
      const sides = [Number(width), Number(height)];
      for (const { hint, broken } of bounds) {
        if (broken(Math.max(...sides), Math.min(...sides))) {
          context.addIssue({ code: 'custom', message: invalid(hint) });
        }
      }
    })
    .optional()
    .meta({
      description:
        `Width and height in pixels: multiples of ${STEP}, aspect ratio 1:${LONGEST_ASPECT} to ${LONGEST_ASPECT}:1, ` +
        `edges up to ${LONGEST_EDGE}, ${FEWEST_PIXELS} to ${MOST_PIXELS} pixels in all. Not every model makes every size.`,
      default: 'auto',
      example: '1024x1536',
    });
}
