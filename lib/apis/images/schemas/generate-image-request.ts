import type { ImageGenerateParams } from 'openai/resources/images';
import { oneOf } from '../../../validation/one-of.ts';
import { requireFields } from '../../../validation/required-fields.ts';
import { type OptionalField, sparseObject } from '../../../validation/sparse-object.ts';
import { imageDelivery, imageFields } from './image-fields.ts';
import { checkImageRules } from './image-rules.ts';

/** The type at the end is the drift check. */
const generateFields = {
  ...imageFields,
  moderation: () =>
    oneOf<'low' | 'auto'>('moderation', { low: true, auto: true }).nullish().meta({
      description: 'How strictly images are moderated.',
      default: 'auto',
      example: 'low',
    }),
  style: () =>
    oneOf<'vivid' | 'natural'>('style', { vivid: true, natural: true }).nullish().meta({
      description: 'The style of dall-e-3.',
      example: 'natural',
    }),
} as const satisfies Record<keyof ImageGenerateParams, () => OptionalField>;

/** The body of POST /api/images/generate. */
export const generateImageRequestSchema = sparseObject(
  { ...generateFields, image_delivery: imageDelivery },
  (body, context) => {
    requireFields(body, context, { prompt: 'Say in prompt what the image shows' });
    checkImageRules(body, context);
  },
);
