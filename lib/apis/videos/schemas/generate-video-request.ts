import type { VideoCreateParams, VideoSeconds, VideoSize } from 'openai/resources/videos';
import * as z from 'zod';
import { fieldsOf, isFields, isRowOf } from '../../../json/fields.ts';
import { fileField, isUploadReference } from '../../../validation/file-field.ts';
import { explain } from '../../../validation/problem-text.ts';
import { requireFields } from '../../../validation/required-fields.ts';
import { type OptionalField, sparseObject } from '../../../validation/sparse-object.ts';
import { promptField, secondsField } from './video-fields.ts';

/** Records, so that they stop compiling when the SDK's types have one more or one less. */
const SECONDS: Readonly<Record<VideoSeconds, true>> = { '4': true, '8': true, '12': true };
const SIZES: Readonly<Record<VideoSize, true>> = {
  '720x1280': true,
  '1280x720': true,
  '1024x1792': true,
  '1792x1024': true,
};
/** What sora-2 makes; sora-2-pro makes all of them. Source: OpenAI's model page of sora-2. */
const SMALL: readonly string[] = ['720x1280', '1280x720'];

const model = explain('Invalid model value', "model must name a model, like 'sora-2'");
const size = explain('Invalid size value', "size must be width x height in pixels, like '1280x720'");
const reference = explain(
  'Invalid input_reference value',
  'Send one image: the file of a form, {"upload_key": "upl_…"}, {file_id: \'file-abc123\'} or {image_url: \'https://…\'}',
);

function referenceField() {
  const text = () => z.string({ error: reference }).min(1, { error: reference }).optional();
  return z
    .union(
      [
        fileField('A JPEG, PNG or WebP image, of the size of the video. Above 4.5 MB it is uploaded before.'),
        z.strictObject({ file_id: text(), image_url: text() }, { error: reference }),
      ],
      { error: reference },
    )
    .optional()
    .meta({ description: 'The image that the video begins with: a file, an upload, an OpenAI file or a URL.' });
}

/** The fields of a request for a video. The type at the end is the drift check: another set than the SDK's does not compile. */
const videoFields = {
  prompt: promptField,
  model: () =>
    z.string({ error: model }).min(1, { error: model }).optional().meta({
      description: 'The model. OpenAI ended its own on 2026-09-24; a compatible upstream may serve these, or others.',
      default: 'sora-2',
      example: 'sora-2-pro',
    }),
  seconds: () => secondsField('The length: 4, 8 or 12 of the sora models; others have their own.'),
  size: () =>
    z
      .string({ error: size })
      .regex(/^\d{2,5}x\d{2,5}$/, { error: size })
      .optional()
      .meta({
        description: `The size: ${Object.keys(SIZES).join(', ')} of sora-2-pro, ${SMALL.join(', ')} of sora-2; others have their own.`,
        default: '720x1280',
        example: '1280x720',
      }),
  input_reference: referenceField,
} as const satisfies Record<keyof VideoCreateParams, () => OptionalField>;

/** Whether a model is one of OpenAI's, whose rules are known; what a request gets that names none. */
const OPENAI_MODEL = /^sora-2(?:-pro)?(?:-\d{4}-\d{2}-\d{2})?$/;

function checkVideoRules(body: unknown, context: z.core.$RefinementCtx): void {
  requireFields(body, context, { prompt: 'Say what the video shows as prompt' });
  const { model: name = 'sora-2', seconds, size: asked, input_reference: image } = fieldsOf(body);
  const refuse = (path: string, message: string, hint: string): void =>
    context.addIssue({ code: 'custom', path: [path], message: explain(message, hint) });
  if (isFields(image) && !isUploadReference(image) && !('sha256' in image)) {
    const named = [image.file_id, image.image_url].filter((value) => value !== undefined);
    if (named.length !== 1)
      refuse(
        'input_reference',
        "'input_reference' names one image",
        'Send either file_id or image_url in input_reference',
      );
  }
  if (typeof name !== 'string' || !OPENAI_MODEL.test(name)) return;
  if (typeof seconds === 'string' && /^\d{1,4}$/.test(seconds) && !isRowOf(SECONDS, seconds))
    refuse('seconds', 'Invalid seconds value', `seconds must be one of ${Object.keys(SECONDS).join(', ')}`);
  if (typeof asked !== 'string' || !/^\d{2,5}x\d{2,5}$/.test(asked)) return;
  if (!isRowOf(SIZES, asked))
    refuse('size', 'Invalid size value', `size must be one of ${Object.keys(SIZES).join(', ')}`);
  else if (!name.startsWith('sora-2-pro') && !SMALL.includes(asked))
    refuse(
      'size',
      `size ${asked} is not supported with ${name}`,
      `Use one of ${SMALL.join(', ')}, or the model sora-2-pro`,
    );
}

/** The body of POST /api/videos/generate. */
export const generateVideoRequestSchema = sparseObject(videoFields, checkVideoRules);

/** A checked request for a video. */
export type GenerateVideoRequest = z.output<typeof generateVideoRequestSchema>;
