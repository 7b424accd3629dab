import type * as z from 'zod';
import { type Fields, fieldsOf } from '../../../json/fields.ts';
import { explain } from '../../../validation/problem-text.ts';
import { imageSizeProblems } from '../../responses/schemas/image-size.ts';
import { type ImageModelRow, imageModelRow, legacySizes } from './image-models.ts';

type Refuse = (field: string, message: string, hint: string) => void;

/** A combination that OpenAI refuses, whatever the model is. */
interface Rule {
  readonly field: string;
  readonly broken: (value: unknown, fields: Fields) => boolean;
  readonly message: string;
  readonly hint: string;
}

const formatOf = ({ output_format: format }: Fields): unknown => format ?? 'png';
const isAsked = (value: unknown): boolean => typeof value === 'number' && value > 0;

/** Source: the comments of openai 7.59's `ImageGenerateParams` and `ImageEditParams`. */
const rules: readonly Rule[] = [
  {
    field: 'background',
    broken: (background, fields) => background === 'transparent' && formatOf(fields) === 'jpeg',
    message: "'background' cannot be transparent with jpeg images",
    hint: "Set output_format to 'png' or 'webp', or choose another background",
  },
  {
    field: 'output_compression',
    // 100 is the default, which OpenAI's own answers name.
    broken: (compression, fields) => compression !== 100 && !['jpeg', 'webp'].includes(`${formatOf(fields)}`),
    message: "'output_compression' is for jpeg and webp images",
    hint: "Set output_format to 'jpeg' or 'webp' (it is 'png' by default), or omit output_compression",
  },
  ...['frame_count', 'frame_duration_ms'].map((field) => ({
    field,
    broken: (_: unknown, fields: Fields) => formatOf(fields) !== 'gif',
    message: `'${field}' is for gif images`,
    hint: `Set output_format to 'gif', or omit ${field}`,
  })),
  {
    field: 'svg',
    broken: (_, fields) => formatOf(fields) !== 'svg',
    message: "'svg' is for svg images",
    hint: "Set output_format to 'svg', or omit svg",
  },
  {
    field: 'n',
    broken: (n, fields) => typeof n === 'number' && n > 1 && formatOf(fields) === 'svg',
    message: "'n' must be 1 with svg images",
    hint: 'Send one request for each image',
  },
  ...['gif', 'svg'].flatMap((format) => [
    {
      field: 'stream',
      broken: (stream: unknown, fields: Fields) => stream === true && formatOf(fields) === format,
      message: `'stream' is not supported with ${format} images`,
      hint: "Set output_format to 'png', 'webp' or 'jpeg', or omit stream",
    },
    {
      field: 'partial_images',
      broken: (count: unknown, fields: Fields) => isAsked(count) && formatOf(fields) === format,
      message: `'partial_images' is not supported with ${format} images`,
      hint: "Set output_format to 'png', 'webp' or 'jpeg', or omit partial_images",
    },
  ]),
  {
    field: 'mask',
    broken: (_, fields) => formatOf(fields) === 'gif',
    message: "'mask' is not supported with gif images",
    hint: "Set output_format to 'png', 'webp' or 'jpeg', or omit mask",
  },
  {
    field: 'mask',
    broken: (_, { markup }) => markup !== undefined && markup !== null,
    message: "'mask' cannot be combined with markup",
    hint: 'Send one of the two',
  },
];

/** Combinations that OpenAI refuses, whatever else is wrong. Those of a model hold for models that are known here. */
export function checkImageRules(body: unknown, context: z.core.$RefinementCtx): void {
  const fields = fieldsOf(body);
  const refuse: Refuse = (field, message, hint) =>
    context.addIssue({ code: 'custom', path: [field], message: explain(message, hint) });
  const given = (field: string): boolean => fields[field] !== undefined && fields[field] !== null;
  for (const { field, broken, message, hint } of rules)
    if (given(field) && broken(fields[field], fields)) refuse(field, message, hint);
  const row = imageModelRow(fields.model);
  if (row) checkModel(row, fields, refuse);
  // Where no model is named, the deployment's own decides.
  const isLegacy = !given('model') && typeof fields.size === 'string' && legacySizes.has(fields.size);
  if (row && !row.sizes && given('size') && !isLegacy)
    for (const message of imageSizeProblems(fields.size, 'size'))
      context.addIssue({ code: 'custom', path: ['size'], message });
}

function checkModel(row: ImageModelRow, fields: Fields, refuse: Refuse): void {
  const { prompt, size, quality, n } = fields;
  const name = typeof fields.model === 'string' ? fields.model : 'a GPT Image model';
  for (const field of row.refuses) {
    const value = fields[field];
    // What says "no" asks for nothing.
    if (value === undefined || value === null || value === false || (field === 'partial_images' && !isAsked(value)))
      continue;
    refuse(field, `'${field}' is not supported with ${name}`, `Omit ${field}, or choose another model`);
  }
  if (row.sizes && typeof size === 'string' && size !== 'auto' && !row.sizes.includes(size))
    refuse('size', `${name} does not draw ${size}`, `size must be one of ${row.sizes.join(', ')}`);
  if (row.qualities && typeof quality === 'string' && !row.qualities.includes(quality))
    refuse(
      'quality',
      `${name} does not know the quality ${quality}`,
      `quality must be one of ${row.qualities.join(', ')}`,
    );
  if (typeof n === 'number' && n > row.mostImages)
    refuse('n', `${name} draws ${row.mostImages} image at once`, 'Set n to 1, and send one request for each image');
  if (typeof prompt === 'string' && prompt.length > row.longestPrompt)
    refuse(
      'prompt',
      `'prompt' has ${prompt.length} characters, of which ${name} takes ${row.longestPrompt}`,
      'Shorten the prompt',
    );
}
