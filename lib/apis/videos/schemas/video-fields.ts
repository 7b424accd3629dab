import * as z from 'zod';
import { fileField } from '../../../validation/file-field.ts';
import { explain } from '../../../validation/problem-text.ts';

/** OpenAI's most of a prompt, in characters: `CreateVideoBody` of its OpenAPI document. */
const MOST_PROMPT_CHARACTERS = 32_000;

/** What input images may be, as their bytes say. OpenAI's guide "Video generation", "Use an image reference". */
export const referenceFiles = {
  types: ['image/jpeg', 'image/png', 'image/webp'],
  mostBytes: Number.POSITIVE_INFINITY,
};

/** What input videos may be. The same guide, "Edit" and "Characters". */
export const videoFiles = { types: ['video/mp4', 'video/quicktime'], mostBytes: Number.POSITIVE_INFINITY };

const prompt = explain('Invalid prompt value', `prompt must be a text of 1 to ${MOST_PROMPT_CHARACTERS} characters`);
const video = explain(
  'Invalid video value',
  'Send the video as {id: \'video_abc123\'}, as the file of a form, or as {"upload_key": "upl_…"} of an upload',
);
const seconds = explain('Invalid seconds value', "seconds must be a text of digits, like '8'");

/** A character is a code point, as OpenAI counts them. */
function isPrompt(text: string): boolean {
  return text.length > 0 && (text.length <= MOST_PROMPT_CHARACTERS || [...text].length <= MOST_PROMPT_CHARACTERS);
}

/** The text that says what is made. */
export function promptField() {
  return z
    .string({ error: prompt })
    .refine(isPrompt, { error: prompt })
    .optional()
    .meta({
      description: `What the video shows: 1 to ${MOST_PROMPT_CHARACTERS} characters.`,
      example: 'A fox in the snow',
    });
}

/** A length. Which there are is a rule of the model's. */
export function secondsField(description: string) {
  return z
    .string({ error: seconds })
    .regex(/^\d{1,4}$/, { error: seconds })
    .optional()
    .meta({ description, example: '8' });
}

/** A video to work on: one of OpenAI's by its id, or a file. */
export function sourceVideoField() {
  return z
    .union([fileField('An MP4 or QuickTime file. Above 4.5 MB it is uploaded before.'), videoReference()], {
      error: video,
    })
    .optional()
    .meta({ description: 'The completed video to work on.' });
}

function videoReference() {
  return z.strictObject({ id: z.string({ error: video }).min(1, { error: video }) }, { error: video });
}
