import * as z from 'zod';
import { boundedNumber } from '../../../validation/bounded-number.ts';
import { explain } from '../../../validation/problem-text.ts';
import { recordingField } from './sound-file.ts';

const model = explain('Invalid model value', "model must name a model, like 'whisper-1'");
const prompt = explain('Invalid prompt value', 'prompt must be a text');

/** Fields that transcriptions and translations share. */
export const recordingFields = {
  file: recordingField,
  model: () =>
    z.string({ error: model }).min(1, { error: model }).optional().meta({
      description: 'The model that writes it down.',
      example: 'whisper-1',
    }),
  prompt: () =>
    z.string({ error: prompt }).optional().meta({
      description: 'What guides the style, or came before. Not with gpt-4o-transcribe-diarize.',
      example: 'A talk about S3.',
    }),
  temperature: () =>
    boundedNumber('temperature', 0, 1).optional().meta({ description: 'How random it is.', default: 0, example: 0.2 }),
} as const;

/** What both need. */
export const requiredOfRecording = {
  file: 'Send the recording as the file of a form, or {"upload_key": "upl_…"} of an upload',
  model: "Name the model, like 'whisper-1', as model",
};
