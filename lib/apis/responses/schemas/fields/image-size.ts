import * as z from 'zod';

import { imageSizeBounds, imageSizeForm, imageSizeProblems } from '../image-size.ts';

/** A size in pixels; one problem for each bound that it breaks. */
export function imageSizeField() {
  const { step, longestAspect, longestEdge, fewestPixels, mostPixels } = imageSizeBounds;
  const [error] = imageSizeProblems(undefined, 'image_size');
  return z
    .string({ error })
    .regex(imageSizeForm, { error, abort: true })
    .superRefine((size, context) => {
      for (const message of imageSizeProblems(size, 'image_size')) context.addIssue({ code: 'custom', message });
    })
    .optional()
    .meta({
      description:
        `Width and height in pixels: multiples of ${step}, aspect ratio 1:${longestAspect} to ${longestAspect}:1, ` +
        `edges up to ${longestEdge}, ${fewestPixels} to ${mostPixels} pixels in all. Not every model makes every size.`,
      default: 'auto',
      example: '1024x1536',
    });
}
