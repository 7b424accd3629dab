import type { ImageEditParams } from 'openai/resources/images';
import * as z from 'zod';
import { type Fields, fieldsOf } from '../../../json/fields.ts';
import { type FileInput, fileField, isFileInput } from '../../../validation/file-field.ts';
import { oneOf } from '../../../validation/one-of.ts';
import { explain } from '../../../validation/problem-text.ts';
import { requireFields } from '../../../validation/required-fields.ts';
import { type OptionalField, sparseObject } from '../../../validation/sparse-object.ts';
import { imageDelivery, imageFields } from './image-fields.ts';
import { checkImageRules } from './image-rules.ts';

/** OpenAI's most (the SDK's ImageEditParams). */
const MOST_IMAGES = 16;

const image = explain('Invalid image value', `image must be a file, or a list of 1 to ${MOST_IMAGES} files`);
const images = explain(
  'Invalid images value',
  `images must be a list of 1 to ${MOST_IMAGES}, each {image_url: 'https://… or data:image/png;base64,…'} or {file_id: 'file-abc123'}`,
);

/** An image that is no file of the request: a URL, a data URI, or a file that OpenAI has. */
function referenceField(error: string) {
  const reference = () => z.string({ error }).min(1, { error }).optional();
  return z
    .looseObject({ image_url: reference(), file_id: reference() }, { error })
    .refine(({ image_url: url, file_id: id }) => (url === undefined) !== (id === undefined), { error });
}

/** A mask or a markup: a file, an upload, or a reference. */
function layerField(name: string, description: string) {
  const error = explain(
    `Invalid ${name} value`,
    `${name} must be a file, an upload ({"upload_key": "upl_…"}), {image_url: 'data:image/png;base64,…'} or {file_id: 'file-abc123'}`,
  );
  return z
    .union([fileField(description), referenceField(error)], { error })
    .nullish()
    .meta({ description });
}

/** The type at the end is the drift check. `images` is OpenAI's in JSON, where the SDK knows forms alone. */
const editFields = {
  ...imageFields,
  image: () =>
    z
      .union(
        [
          fileField('An image'),
          z.array(fileField('An image'), { error: image }).min(1, { error: image }).max(MOST_IMAGES, { error: image }),
        ],
        {
          error: image,
        },
      )
      .optional()
      .meta({ description: `The image to edit, or up to ${MOST_IMAGES}: png, webp or jpeg, below 50 MB each.` }),
  images: () =>
    z
      .array(referenceField(images), { error: images })
      .min(1, { error: images })
      .max(MOST_IMAGES, { error: images })
      .optional()
      .meta({
        description: 'The same where they are no files of the request: URLs, data URIs, or files that OpenAI has.',
        example: [{ file_id: 'file-abc123' }],
      }),
  input_fidelity: () =>
    oneOf<'high' | 'low'>('input_fidelity', { high: true, low: true }).nullish().meta({
      description: 'How closely the image follows the style and the features of the input. Not for every model.',
      example: 'high',
    }),
  markup: () => layerField('markup', 'A transparent PNG over the first image that guides the edit. Not with mask.'),
  mask: () => layerField('mask', 'A PNG whose transparent parts say where the first image may be changed.'),
} as const satisfies Record<keyof ImageEditParams | 'images', () => OptionalField>;

const FILES = ['image', 'mask', 'markup'] as const;

/** The body of POST /api/images/edit: a form, or JSON. */
export const editImageRequestSchema = sparseObject(
  { ...editFields, image_delivery: imageDelivery },
  (body, context) => {
    requireFields(body, context, { prompt: 'Say in prompt what the image shall show' });
    checkImageRules(body, context);
    checkInputs(fieldsOf(body), context);
  },
);

function checkInputs(fields: Fields, context: z.core.$RefinementCtx): void {
  const refuse = (field: string, message: string, hint: string) =>
    context.addIssue({ code: 'custom', path: [field], message: explain(message, hint) });
  const { image: files, images: references, model, input_fidelity: fidelity } = fields;
  if (files === undefined && references === undefined)
    refuse('image', "'image' is required", 'Send image as a file or an upload, or images as a list of references');
  if (files !== undefined && references !== undefined)
    refuse('images', "'images' cannot be combined with image", 'Send files as image, or references as images');
  const isForm = filesOf(fields).length > 0;
  for (const field of ['mask', 'markup'] as const) {
    const value = fields[field];
    if (value === undefined || value === null) continue;
    if (isFileInput(value) && references !== undefined)
      refuse(field, `'${field}' cannot be a file where images are references`, 'Send it as {image_url} or {file_id}');
    if (!isFileInput(value) && isForm)
      refuse(field, `'${field}' must be a file where images are files`, 'Send it as a file or an upload');
  }
  if (model === 'dall-e-3') refuse('model', 'dall-e-3 edits no images', 'Choose a GPT Image model');
  if (fidelity === undefined || fidelity === null) return;
  if (model === 'gpt-image-1-mini' && fidelity === 'high')
    refuse('input_fidelity', 'gpt-image-1-mini supports low alone', 'Set input_fidelity to low, or omit it');
  if (typeof model === 'string' && /^gpt-image-2(?:-\d{4}-\d\d-\d\d)?$/.test(model))
    refuse('input_fidelity', `${model} has no input_fidelity`, 'Omit input_fidelity');
}

/** The files and uploads of an edit. Where there are any, it goes out as a form. */
function filesOf(fields: Fields): FileInput[] {
  return FILES.flatMap((name) => [fields[name]].flat()).filter(isFileInput);
}
