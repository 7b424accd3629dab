import * as z from 'zod';

import type { imageEvents } from '../../events/image-events.ts';
import { imageEntrySchema, storeFailureShape } from '../schemas/image-schemas.ts';
import { item, text } from './frame-fields.ts';
import type { FrameRow, FrameTable } from './frame-table.ts';

/** Image generation, with its partial images. */
export const imageFrames = {
  'response.image_generation_call.in_progress': { description: 'An image is asked for.', fields: item },
  'response.image_generation_call.generating': { description: 'An image is being made.', fields: item },
  'response.image_generation_call.partial_image': {
    description: 'An image as far as it is.',
    fields: {
      ...item,
      partial_image_index: z.int().min(0).meta({ description: 'The place of this one among the partial images.' }),
      partial_image_b64: text('Base64 of the image.'),
      background: z.string().optional(),
      output_format: z.string().optional(),
      quality: z.string().optional(),
      size: z.string().optional(),
      content_type: z.string().nullable().meta({ description: 'Its media type.', example: 'image/png' }),
    },
  },
  'response.image_generation_call.completed': { description: 'An image is finished.', fields: item },
} as const satisfies FrameTable<keyof typeof imageEvents, 'content_type'>;

const replayed = z.literal(true).optional().meta({ description: 'The frame belongs to a replay.' });

/** Frames of this service's own: no event of OpenAI stands behind them, and so they have neither `id` nor `sequence`. */
export const ownFrames = {
  'image.stored': { description: 'An image is kept.', fields: { ...imageEntrySchema.shape, replayed } },
  'image.store_failed': {
    description: 'An image could not be kept; the stream goes on.',
    fields: {
      id: text('The image generation call.'),
      ...storeFailureShape,
      replayed,
      result: z.string().optional().meta({ description: 'The image as base64, where it had been left out before.' }),
    },
  },
} as const satisfies Record<`image.${string}`, FrameRow>;
