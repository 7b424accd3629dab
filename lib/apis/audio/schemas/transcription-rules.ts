import type * as z from 'zod';
import { type Fields, fieldsOf, isRowOf } from '../../../json/fields.ts';
import { explain } from '../../../validation/problem-text.ts';
import { requireFields } from '../../../validation/required-fields.ts';
import { requiredOfRecording } from './recording-fields.ts';
import { fieldModels, type TranscriptionModelRow, transcriptionModels } from './transcription-models.ts';

type Refuse = (field: string, message: string, hint: string) => void;

/** What a transcription is where nothing is said. */
const DEFAULT_FORMAT = 'json';

/** Combinations that OpenAI refuses, whatever else is wrong. Those of a model hold for models of OpenAI's that are known here. */
export function checkTranscriptionRules(body: unknown, context: z.core.$RefinementCtx): void {
  requireFields(body, context, requiredOfRecording);
  const fields = fieldsOf(body);
  const refuse: Refuse = (field, message, hint) =>
    context.addIssue({ code: 'custom', path: [field], message: explain(message, hint) });
  const { model, response_format: format = DEFAULT_FORMAT } = fields;
  if (typeof model === 'string' && isRowOf(transcriptionModels, model))
    checkModel(model, transcriptionModels[model], fields, refuse);
  if (fields.include !== undefined && format !== DEFAULT_FORMAT)
    refuse('include', "'include' needs response_format json", 'Set response_format to json, or omit include');
  if (fields.timestamp_granularities !== undefined && format !== 'verbose_json')
    refuse(
      'timestamp_granularities',
      "'timestamp_granularities' needs response_format verbose_json",
      'Set response_format to verbose_json, or omit timestamp_granularities',
    );
  checkSpeakers(fields, refuse);
}

function checkModel(model: string, { formats, refuses }: TranscriptionModelRow, fields: Fields, refuse: Refuse): void {
  for (const field of refuses) {
    if (fields[field] === undefined) continue;
    refuse(field, `'${field}' is not supported with ${model}`, `Use ${fieldModels[field]}, or omit ${field}`);
  }
  const { response_format: format } = fields;
  if (typeof format === 'string' && formats && !formats.includes(format))
    refuse('response_format', `${model} does not answer with ${format}`, `Use one of ${formats.join(', ')}`);
}

/** A name for each reference. */
function checkSpeakers(
  { known_speaker_names: names, known_speaker_references: references }: Fields,
  refuse: Refuse,
): void {
  if (names === undefined && references === undefined) return;
  const [one, other] = [names, references].map((list) => (Array.isArray(list) ? list.length : 0));
  if (one === other) return;
  const field = references === undefined ? 'known_speaker_names' : 'known_speaker_references';
  refuse(
    field,
    "'known_speaker_names' and 'known_speaker_references' differ in length",
    'Send one reference for each name, in the same order',
  );
}
