import type { VideoCreateCharacterParams } from 'openai/resources/videos';
import * as z from 'zod';
import { fileField } from '../../../validation/file-field.ts';
import { explain } from '../../../validation/problem-text.ts';
import { requireFields } from '../../../validation/required-fields.ts';
import { type OptionalField, sparseObject } from '../../../validation/sparse-object.ts';

/** OpenAI's most of a name: `CreateVideoCharacterBody` of its OpenAPI document. */
const MOST_NAME_CHARACTERS = 80;

const name = explain('Invalid name value', `name must be a text of 1 to ${MOST_NAME_CHARACTERS} characters`);

/** The fields of a request for a character. The type at the end is the drift check: another set than the SDK's does not compile. */
const characterFields = {
  name: () =>
    z
      .string({ error: name })
      .min(1, { error: name })
      .max(MOST_NAME_CHARACTERS, { error: name })
      .optional()
      .meta({ description: 'What the character is called.', example: 'Mossy' }),
  video: () => fileField('A video of the character: MP4 or QuickTime. Above 4.5 MB it is uploaded before.').optional(),
} as const satisfies Record<keyof VideoCreateCharacterParams, () => OptionalField>;

/** The body of POST /api/videos/characters. */
export const createCharacterRequestSchema = sparseObject(characterFields, (body, context) =>
  requireFields(body, context, {
    name: 'Say what the character is called as name',
    video: 'Send a video of it as the file of a form, or {"upload_key": "upl_…"} of an upload',
  }),
);

/** A checked request for a character. */
export type CreateCharacterRequest = z.output<typeof createCharacterRequestSchema>;
