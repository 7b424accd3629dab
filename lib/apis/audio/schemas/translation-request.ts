import type { TranslationCreateParams } from 'openai/resources/audio/translations';
import type * as z from 'zod';
import { fieldsOf, isRowOf } from '../../../json/fields.ts';
import { oneOf } from '../../../validation/one-of.ts';
import { explain } from '../../../validation/problem-text.ts';
import { requireFields } from '../../../validation/required-fields.ts';
import { type OptionalField, sparseObject } from '../../../validation/sparse-object.ts';
import { recordingFields, requiredOfRecording } from './recording-fields.ts';
import { transcriptionModels } from './transcription-models.ts';

/** The one model of OpenAI's that translates. */
const TRANSLATES = 'whisper-1';

/** The fields of a translation. The type at the end is the drift check: another set than the SDK's does not compile. */
export const translationFields = {
  ...recordingFields,
  response_format: () =>
    oneOf<NonNullable<TranslationCreateParams['response_format']>>('response_format', {
      json: true,
      text: true,
      srt: true,
      verbose_json: true,
      vtt: true,
    })
      .optional()
      .meta({ description: 'What the answer is.', default: 'json', example: 'vtt' }),
} as const satisfies Record<keyof TranslationCreateParams, () => OptionalField>;

function checkTranslationRules(body: unknown, context: z.core.$RefinementCtx): void {
  requireFields(body, context, requiredOfRecording);
  const { model } = fieldsOf(body);
  if (typeof model === 'string' && model !== TRANSLATES && isRowOf(transcriptionModels, model))
    context.addIssue({
      code: 'custom',
      path: ['model'],
      message: explain(
        `${model} does not translate`,
        `Use ${TRANSLATES}, or transcribe with POST /api/audio/transcriptions`,
      ),
    });
}

/** The body of POST /api/audio/translations. */
export const translationRequestSchema = sparseObject(translationFields, checkTranslationRules);

/** A checked request for a translation. */
export type TranslationRequest = z.output<typeof translationRequestSchema>;
