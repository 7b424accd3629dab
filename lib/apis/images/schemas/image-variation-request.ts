import type { ImageCreateVariationParams } from 'openai/resources/images';
import { fileField } from '../../../validation/file-field.ts';
import { oneOf } from '../../../validation/one-of.ts';
import { requireFields } from '../../../validation/required-fields.ts';
import { type OptionalField, sparseObject } from '../../../validation/sparse-object.ts';
import { imageDelivery, imageFields } from './image-fields.ts';

/** The type at the end is the drift check. */
const variationFields = {
  image: () => fileField('The image: a square PNG below 4 MB.').optional(),
  model: imageFields.model,
  n: imageFields.n,
  response_format: imageFields.response_format,
  size: () =>
    oneOf<'256x256' | '512x512' | '1024x1024'>('size', { '256x256': true, '512x512': true, '1024x1024': true })
      .nullish()
      .meta({ description: 'Width and height in pixels.', default: '1024x1024', example: '512x512' }),
  user: imageFields.user,
} as const satisfies Record<keyof ImageCreateVariationParams, () => OptionalField>;

/** The body of POST /api/images/variations: a form, or JSON that names an upload. */
export const imageVariationRequestSchema = sparseObject(
  { ...variationFields, image_delivery: imageDelivery },
  (body, context) => requireFields(body, context, { image: 'Send the image as a file of the form, or as an upload' }),
);
