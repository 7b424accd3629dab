import * as z from 'zod';
import { explain } from '../../../validation/problem-text.ts';

const id = explain(
  'Invalid image set ID format',
  "Give the id of stored images, 'img_' and 32 hexadecimal digits, as `x-image-set-id` told it",
);

/** GET /api/images/{id}; what the query says is let through. */
export const imageSetRequest = {
  path: z.object({
    id: z
      .string({ error: id })
      .regex(/^img_[0-9a-f]{32}$/, { error: id })
      .meta({ description: 'The id of stored images.', example: 'img_0f2a3c5d7e9b1f3a5c7d9e0b2f4a6c8d' }),
  }),
};
