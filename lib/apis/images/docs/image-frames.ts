import * as z from 'zod';
import { imageEntrySchema, storeFailureShape } from '../../responses/docs/schemas/image-schemas.ts';

const text = (description: string) => z.string().meta({ description });
const sequence = z.int().min(0).meta({ description: 'The number of the frame, from 0 on.', example: 3 });
const base64 = text('Base64 of the image.');
const facts = {
  created_at: z.int().meta({ description: 'Seconds since 1970.' }),
  size: text('Width and height in pixels.'),
  quality: text('The quality.'),
  background: text('The background.'),
  output_format: text('The file format.'),
} as const;

const frame = <const Type extends string>(type: Type, id: string, description: string, data: z.ZodType) =>
  z
    .object({
      id: z.string().optional().meta({ description: 'The number of the frame.', example: '3' }),
      event: z.literal(type),
      data,
    })
    .meta({ id, description });

const partial = z.looseObject({
  b64_json: base64,
  partial_image_index: z.int().meta({ description: 'Which of the partial images, from 0 on.' }),
  ...facts,
  sequence,
});

const completed = z.looseObject({
  b64_json: base64.optional().meta({ description: 'Base64 of the image; left out with image_delivery url.' }),
  usage: z.looseObject({}).meta({ description: 'The tokens that were used.' }),
  ...facts,
  sequence,
});

/** Any frame of images that are drawn or edited. */
export const imagesFrameSchema = z
  .discriminatedUnion('event', [
    frame('image_generation.partial_image', 'ImageGenerationPartialFrame', 'An image that is not finished.', partial),
    frame('image_generation.completed', 'ImageGenerationCompletedFrame', 'An image that is.', completed),
    frame('image_edit.partial_image', 'ImageEditPartialFrame', 'An edited image that is not finished.', partial),
    frame('image_edit.completed', 'ImageEditCompletedFrame', 'An edited image that is.', completed),
    frame('image.stored', 'ImagesStoredFrame', 'S3 has an image.', imageEntrySchema),
    frame(
      'image.store_failed',
      'ImagesStoreFailedFrame',
      'S3 has not taken an image; where base64 was withheld, it is here.',
      z.looseObject({ id: text('The image.'), ...storeFailureShape, b64_json: base64.optional() }),
    ),
    frame(
      'error',
      'ImagesErrorFrame',
      'It failed: no more frames come.',
      z.looseObject({
        code: text('The code of the error.'),
        message: text('What went wrong.'),
        hint: z.string().optional().meta({ description: 'What to do.' }),
        sequence,
      }),
    ),
  ])
  .meta({ id: 'ImagesFrame', description: 'One frame of the Images API.' });
