import * as z from 'zod';

import { explain } from '../problem-text.ts';

/** Source of the bounds: `size` of Tool.ImageGeneration in the installed SDK. */
const STEP = 16;
const LONGEST_ASPECT = 3;
const LONGER_SIDE = 3840;
const SHORTER_SIDE = 2160;

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
    hint: `image_size must fit into ${LONGER_SIDE}x${SHORTER_SIDE} or ${SHORTER_SIDE}x${LONGER_SIDE}`,
    broken: (longer, shorter) => longer > LONGER_SIDE || shorter > SHORTER_SIDE,
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
        `up to ${LONGER_SIDE}x${SHORTER_SIDE} either way up. Not every model makes every size.`,
      default: 'auto',
      example: '1024x1536',
    });
}
