import type { VideoEditParams, VideoExtendParams, VideoRemixParams } from 'openai/resources/videos';
import * as z from 'zod';
import { fieldsOf, isRowOf } from '../../../json/fields.ts';
import { explain } from '../../../validation/problem-text.ts';
import { requireFields } from '../../../validation/required-fields.ts';
import { type OptionalField, sparseObject } from '../../../validation/sparse-object.ts';
import { promptField, secondsField, sourceVideoField } from './video-fields.ts';
import { videoIdField } from './video-id.ts';

/** Source: the comment of the SDK's `VideoExtendParams`; its type names three of these alone. */
const EXTENSIONS: Readonly<Record<VideoExtendParams['seconds'] | '16' | '20', true>> = {
  '4': true,
  '8': true,
  '12': true,
  '16': true,
  '20': true,
};

const PROMPT = { prompt: 'Say what is to change as prompt' };
const VIDEO = { video: "Name the video, like {id: 'video_abc123'}, or send its file" };

// The types at the ends are the drift checks: other sets than the SDK's do not compile.
const remixFields = {
  prompt: promptField,
} as const satisfies Record<keyof VideoRemixParams, () => OptionalField>;

const editFields = {
  prompt: promptField,
  video: sourceVideoField,
} as const satisfies Record<keyof VideoEditParams, () => OptionalField>;

const extendFields = {
  prompt: promptField,
  seconds: () => secondsField(`How much is added: ${Object.keys(EXTENSIONS).join(', ')}.`),
  video: sourceVideoField,
} as const satisfies Record<keyof VideoExtendParams, () => OptionalField>;

/** POST /api/videos/{id}/remix. */
export const remixVideoRequest = {
  path: z.object({ id: videoIdField() }),
  body: sparseObject(remixFields, (body, context) => requireFields(body, context, PROMPT)),
};

/** The body of POST /api/videos/edits. */
export const editVideoRequestSchema = sparseObject(editFields, (body, context) =>
  requireFields(body, context, { ...PROMPT, ...VIDEO }),
);

/** The body of POST /api/videos/extensions. */
export const extendVideoRequestSchema = sparseObject(extendFields, (body, context) => {
  requireFields(body, context, { ...PROMPT, seconds: 'Say how many seconds are added', ...VIDEO });
  const { seconds } = fieldsOf(body);
  if (typeof seconds !== 'string' || !/^\d{1,4}$/.test(seconds) || isRowOf(EXTENSIONS, seconds)) return;
  const hint = `seconds must be one of ${Object.keys(EXTENSIONS).join(', ')}`;
  context.addIssue({ code: 'custom', path: ['seconds'], message: explain('Invalid seconds value', hint) });
});

export type RemixVideoRequest = z.output<typeof remixVideoRequest.path> & z.output<typeof remixVideoRequest.body>;
export type EditVideoRequest = z.output<typeof editVideoRequestSchema>;
export type ExtendVideoRequest = z.output<typeof extendVideoRequestSchema>;
