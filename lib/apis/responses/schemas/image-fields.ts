import type { Tool } from 'openai/resources/responses/responses';
import * as z from 'zod';
import { boundedInteger } from '../../../validation/bounded-number.ts';
import { oneOf } from '../../../validation/one-of.ts';
import { explain } from '../../../validation/problem-text.ts';
import type { OptionalField } from '../../../validation/sparse-object.ts';
import { imageSizeField } from './fields/image-size.ts';
import type { ImageToolField } from './image-tool.ts';
import { textFields } from './text-fields.ts';

/** What the SDK allows for a property of the image tool. */
type Allowed<P extends keyof Tool.ImageGeneration> = Extract<Tool.ImageGeneration[P], string>;

const mask = explain(
  'Invalid input_image_mask value',
  "Send the mask as {image_url: 'data:image/png;base64,...'} or {file_id: 'file-abc123'}",
);

function maskField() {
  const reference = () => z.string({ error: mask }).min(1, { error: mask }).optional();
  return z
    .looseObject({ image_url: reference(), file_id: reference() }, { error: mask })
    .optional()
    .meta({
      description: 'Where an input image may be changed: a URL (or data URI) or a file of a mask. Not with gif.',
      example: { file_id: 'file-abc123' },
    });
}

/** The fields of an image request: those of a text request, those of the image tool, and how images are delivered. */
export const imageFields = {
  ...textFields,
  image_action: () =>
    oneOf<Allowed<'action'>>('image_action', { auto: true, generate: true, edit: true }).optional().meta({
      description: 'Whether to make a new image or to edit one of the input.',
      default: 'auto',
      example: 'edit',
    }),
  image_background: () =>
    oneOf<Allowed<'background'>>('image_background', { transparent: true, opaque: true, auto: true }).optional().meta({
      description: 'The background of the image. Transparent needs png or webp; not every model can do it.',
      default: 'auto',
      example: 'transparent',
    }),
  image_delivery: () =>
    oneOf<'base64' | 'url' | 'both'>('image_delivery', { base64: true, url: true, both: true }).optional().meta({
      description:
        'Whether images are answered as base64, as URLs of their stored files, or as both; they are stored in any case.',
      default: 'both',
      example: 'url',
    }),
  image_format: () =>
    oneOf<Allowed<'output_format'>>('image_format', { png: true, webp: true, jpeg: true, gif: true, svg: true })
      .optional()
      .meta({
        description: 'The file format of the image. Not every model makes gif and svg.',
        default: 'png',
        example: 'webp',
      }),
  image_model: () =>
    z.string().min(1).optional().meta({
      description: 'The model to draw the image. Left out, the deployment decides (OPENAI_DEFAULT_IMAGE_MODEL).',
      example: 'gpt-image-2.6-sunburst',
    }),
  image_moderation: () =>
    oneOf<Allowed<'moderation'>>('image_moderation', { auto: true, low: true }).optional().meta({
      description: 'How strictly the image is moderated.',
      default: 'auto',
      example: 'low',
    }),
  image_quality: () =>
    oneOf<Allowed<'quality'>>('image_quality', {
      low: true,
      medium: true,
      high: true,
      xhigh: true,
      max: true,
      auto: true,
    })
      .optional()
      .meta({
        description: 'The quality of the image. Not every model knows xhigh and max.',
        default: 'auto',
        example: 'high',
      }),
  image_size: imageSizeField,
  input_fidelity: () =>
    oneOf<Allowed<'input_fidelity'>>('input_fidelity', { high: true, low: true }).nullish().meta({
      description: 'How closely the image follows the style and the features of input images. Not for every model.',
      default: 'low',
      example: 'high',
    }),
  input_image_mask: maskField,
  output_compression: () =>
    boundedInteger('output_compression', 0, 100).optional().meta({
      description: 'The compression of a jpeg or webp image, in percent.',
      default: 100,
      example: 80,
    }),
  partial_images: () =>
    boundedInteger('partial_images', 0, 3).optional().meta({
      description: 'How many unfinished images a stream shows on the way to the finished one. Not with gif.',
      default: 0,
      example: 2,
    }),
} as const satisfies Record<keyof typeof textFields | ImageToolField | 'image_delivery', () => OptionalField>;
