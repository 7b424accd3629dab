import type { ImageEditParams, ImageGenerateParams } from 'openai/resources/images';
import * as z from 'zod';
import { boundedInteger } from '../../../validation/bounded-number.ts';
import { oneOf } from '../../../validation/one-of.ts';
import { explain } from '../../../validation/problem-text.ts';
import type { OptionalField } from '../../../validation/sparse-object.ts';

/** What the SDK allows for a parameter. */
type Allowed<P extends keyof ImageGenerateParams> = Extract<ImageGenerateParams[P], string>;

/** Parameters of both generation and edits. */
type SharedField = keyof ImageGenerateParams & keyof ImageEditParams;

const prompt = explain('Invalid prompt value', 'prompt must be a text that says what the image shows');
const size = explain('Invalid size value', "size must be 'auto' or WIDTHxHEIGHT in pixels, like 1024x1024");
const model = explain('Invalid model value', 'model must be the name of a model, like gpt-image-2.6-sunburst');
const stream = explain('Invalid stream value', 'stream must be true or false');
const svg = explain('Invalid svg value', "svg must be an object like {model: 'gpt-6.1-terra'}");
const text = (name: string) => explain(`Invalid ${name} value`, `${name} must be a text`);

/** GIF: the bounds of the SDK's comments. */
const FRAMES = { least: 2, most: 16 };
const LONGEST_FRAME_MS = 655_350;

/** The parameters that generation and edits have in common. The type at the end is the drift check: another set than the SDK's does not compile. */
export const imageFields = {
  background: () =>
    oneOf<Allowed<'background'>>('background', { transparent: true, opaque: true, auto: true }).nullish().meta({
      description: 'The background. Transparent needs png or webp.',
      default: 'auto',
      example: 'transparent',
    }),
  complexity: () =>
    oneOf<Allowed<'complexity'>>('complexity', { low: true, medium: true, high: true }).nullish().meta({
      description: 'How much is spent on planning the image.',
      example: 'low',
    }),
  frame_count: () =>
    boundedInteger('frame_count', FRAMES.least, FRAMES.most)
      .nullish()
      .meta({ description: 'Frames of a gif.', default: 9, example: 4 }),
  frame_duration_ms: () =>
    boundedInteger('frame_duration_ms', 1, LONGEST_FRAME_MS)
      .nullish()
      .meta({ description: 'How long a frame of a gif is shown, in milliseconds.', default: 200, example: 100 }),
  model: () =>
    z.string({ error: model }).min(1, { error: model }).nullish().meta({
      description: 'The model that draws. Left out, the deployment decides (OPENAI_DEFAULT_IMAGE_MODEL).',
      example: 'gpt-image-2.6-sunburst',
    }),
  n: () => boundedInteger('n', 1, 10).nullish().meta({ description: 'How many images.', default: 1, example: 2 }),
  output_compression: () =>
    boundedInteger('output_compression', 0, 100).nullish().meta({
      description: 'The compression of a jpeg or webp image, in percent.',
      default: 100,
      example: 80,
    }),
  output_format: () =>
    oneOf<Allowed<'output_format'>>('output_format', { png: true, webp: true, jpeg: true, gif: true, svg: true })
      .nullish()
      .meta({
        description: 'The file format of the image. Not every model makes gif and svg.',
        default: 'png',
        example: 'webp',
      }),
  partial_images: () =>
    boundedInteger('partial_images', 0, 3).nullish().meta({
      description: 'How many unfinished images a stream shows on the way to a finished one.',
      default: 0,
      example: 2,
    }),
  prompt: () =>
    z.string({ error: prompt }).min(1, { error: prompt }).optional().meta({
      description: 'What the image shows: up to 32,000 characters.',
      example: 'A lighthouse in the fog.',
    }),
  quality: () =>
    oneOf<Allowed<'quality'>>('quality', {
      low: true,
      medium: true,
      high: true,
      xhigh: true,
      max: true,
      auto: true,
      standard: true,
      hd: true,
    })
      .nullish()
      .meta({
        description: 'The quality. standard and hd are of dall-e models; xhigh and max are not of every model.',
        default: 'auto',
        example: 'high',
      }),
  response_format: () =>
    oneOf<Allowed<'response_format'>>('response_format', { url: true, b64_json: true }).nullish().meta({
      description:
        'What dall-e models answer with: b64_json here, unless url is asked for. What is a URL is not stored.',
      example: 'b64_json',
    }),
  safety_identifier: () =>
    z
      .string({ error: text('safety_identifier') })
      .nullish()
      .meta({
        description: 'Names the end user for safety checks: a hash, not a name.',
        example: 'user-7f3a',
      }),
  size: () =>
    z.string({ error: size }).nullish().meta({
      description: 'Width and height in pixels; which ones, depends on the model.',
      default: 'auto',
      example: '1536x1024',
    }),
  stream: () =>
    z.boolean({ error: stream }).nullish().meta({
      description: 'Whether it is answered with events as it is drawn.',
      default: false,
      example: true,
    }),
  svg: () =>
    z
      .looseObject({}, { error: svg })
      .nullish()
      .meta({
        description: 'Who writes the SVG, with output_format svg.',
        example: { model: 'gpt-6.1-terra' },
      }),
  user: () =>
    z
      .string({ error: text('user') })
      .optional()
      .meta({
        description: 'Names the end user: safety_identifier took its place.',
        deprecated: true,
        example: 'user-7f3a',
      }),
} as const satisfies Record<SharedField, () => OptionalField>;

/** This service's own parameter: what the answer has of each image. */
export const imageDelivery = () =>
  oneOf<'base64' | 'url' | 'both'>('image_delivery', { base64: true, url: true, both: true }).optional().meta({
    description:
      'Whether images are answered as base64, as URLs of their stored files, or as both; they are stored in any case.',
    default: 'both',
    example: 'url',
  });
