import * as z from 'zod';
import type { Operation } from '../../../openapi/operation.ts';
import { created, json } from '../../../openapi/successes.ts';
import { answeredImageSchema, foundImageSchema } from '../../responses/docs/schemas/image-schemas.ts';
import { editImageRequestSchema } from '../schemas/edit-image-request.ts';
import { generateImageRequestSchema } from '../schemas/generate-image-request.ts';
import { imageSetRequest } from '../schemas/image-set-request.ts';
import { imageVariationRequestSchema } from '../schemas/image-variation-request.ts';
import { editExamples, generateExamples, imageSetAnswers, imagesAnswers, variationExamples } from './image-examples.ts';
import { imagesFrameSchema } from './image-frames.ts';

const imagesSchema = z
  .looseObject({
    id: z.string().optional().meta({ description: 'For `GET /api/images/{id}`; left out where nothing is stored.' }),
    created: z.int().meta({ description: 'Seconds since 1970.' }),
    data: z
      .array(z.looseObject({}))
      .meta({ description: "OpenAI's: with `image_delivery: url`, less what is stored." }),
    usage: z.looseObject({}).optional().meta({ description: 'The tokens that were used.' }),
    images: z.array(answeredImageSchema).meta({ description: 'One entry for each image.' }),
    cost_estimate: z.number().nullable().meta({ description: 'USD; null where it is not known.' }),
  })
  .meta({ id: 'Images', description: "OpenAI's answer, what is stored of it, and what it cost." });

const imageSetSchema = z
  .object({ id: z.string(), images: z.array(foundImageSchema) })
  .meta({ id: 'ImageSet', description: 'The images of one answer that S3 has, with fresh URLs.' });

const made = json('The images.', imagesSchema, {
  headers: [...created, 'x-image-set-id'],
  examples: imagesAnswers,
});
const streamed = { ...made, alternatives: { 'text/event-stream': imagesFrameSchema } };

/** What the OpenAPI document says of the Images API. */
export const imagesOperations = {
  'generate-image': {
    tag: 'Images',
    description: 'With `stream` it is answered with events; the last image, or an `error`, ends them.',
    request: { body: generateImageRequestSchema.meta({ id: 'GenerateImageRequest' }) },
    examples: generateExamples,
    successes: { 200: streamed },
  },
  'edit-image': {
    tag: 'Images',
    description: 'A form with files, or JSON with references or uploads.',
    request: { body: editImageRequestSchema.meta({ id: 'EditImageRequest' }) },
    examples: editExamples,
    successes: { 200: streamed },
  },
  'create-image-variation': {
    tag: 'Images',
    description: 'OpenAI has retired it; compatible upstreams may still serve it.',
    request: { body: imageVariationRequestSchema.meta({ id: 'ImageVariationRequest' }) },
    examples: variationExamples,
    successes: { 200: made },
  },
  'get-image-set': {
    tag: 'Images',
    request: imageSetRequest,
    successes: { 200: json('The images.', imageSetSchema, { examples: imageSetAnswers }) },
  },
} as const satisfies Readonly<Record<string, Operation>>;
