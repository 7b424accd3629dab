import * as z from 'zod';

import type { ImageEntry } from '../../../../storage/images/image-entry.ts';
import type { storeFailure } from '../../../../storage/images/keep-image.ts';
import type { FoundImage } from '../../../../storage/images/list-images.ts';
import { responseSchema, retrievedSchema } from './response-schemas.ts';

const facts = {
  id: z.string().meta({ description: 'The image generation call.', example: 'ig_abc123' }),
  content_type: z.string().meta({ description: 'Read from the bytes.', example: 'image/png' }),
  bytes: z.int().min(0).meta({ description: 'Size of the decoded image.', example: 229_909 }),
  width: z.int().nullable().meta({ description: 'Pixels; null where the bytes do not tell.', example: 1024 }),
  height: z.int().nullable().meta({ description: 'Pixels; null where the bytes do not tell.', example: 1024 }),
  size: z.string().nullable().meta({ description: 'As OpenAI names it.', example: '1024x1024' }),
  quality: z.string().nullable().meta({ description: 'As OpenAI names it.', example: 'high' }),
  background: z.string().nullable().meta({ description: 'As OpenAI names it.', example: 'opaque' }),
} as const;

const place = {
  url: z
    .string()
    .meta({ description: 'Presigned; works until expires_at.', example: 'https://bucket.s3.amazonaws.com/…' }),
  expires_at: z.string().meta({ description: 'ISO 8601.', example: '2026-11-22T18:34:26.000Z' }),
  key: z
    .string()
    .meta({ description: 'Where the bucket has it.', example: 'images/2026/11/22/resp_abc123/ig_abc123.png' }),
} as const;

/** Why an image could not be kept. */
export const storeFailureShape = {
  code: z.string().meta({ description: 'A code of the error catalogue.', example: 'image_store_failed' }),
  message: z.string().meta({ description: 'What has happened.' }),
  hint: z.string().meta({ description: 'What to do about it.' }),
} as const satisfies Record<keyof ReturnType<typeof storeFailure>, z.ZodType>;

/** An entry of `images[]`, and the data of `image.stored`. */
export const imageEntrySchema = z.object({
  ...facts,
  revised_prompt: z.string().nullable().meta({ description: 'What the image was drawn from.' }),
  url: place.url.optional(),
  expires_at: place.expires_at.optional(),
  key: place.key.optional(),
} satisfies { [Field in keyof ImageEntry]-?: z.ZodType });

/** An image as it was made, and what became of it. */
export const answeredImageSchema = imageEntrySchema
  .extend({ error: z.object(storeFailureShape).optional().meta({ description: 'Why the image could not be kept.' }) })
  .meta({ id: 'Image', description: 'An image of a response.' });

const images = z.array(answeredImageSchema).meta({ description: 'One entry for each image.' });

/** The answer of `create-image`. */
export const imageResponseSchema = responseSchema
  .extend({ images })
  .meta({ id: 'ImageResponse', description: "OpenAI's response, its text and tool calls, and its images." });

/** The answer of `retrieve-response`: images are listed where it comes from the archive. */
export const retrievedResponseSchema = retrievedSchema.extend({ images: images.optional() }).meta({
  id: 'RetrievedResponse',
  description: 'A response, from OpenAI or from the archive; from the archive with fresh URLs of its images.',
});

/** An image that was found in S3. */
export const foundImageSchema = z.object({
  ...facts,
  ...place,
  model: z.string().nullable().meta({ description: 'The model of the response.', example: 'gpt-6.1-terra' }),
  created_at: z.string().nullable().meta({ description: 'When the response was made, ISO 8601.' }),
} satisfies Record<keyof FoundImage, z.ZodType>);

/** The answer of `get-image-url`. */
export const imageListSchema = z
  .object({ response_id: z.string(), images: z.array(foundImageSchema) })
  .meta({ id: 'ImageList', description: 'The images of a response that S3 has, with fresh URLs.' });
