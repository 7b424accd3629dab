import type { SpeechCreateParams } from 'openai/resources/audio/speech';
import * as z from 'zod';
import { fieldsOf, isRowOf } from '../../../json/fields.ts';
import { boundedNumber } from '../../../validation/bounded-number.ts';
import { oneOf } from '../../../validation/one-of.ts';
import { explain } from '../../../validation/problem-text.ts';
import { requireFields } from '../../../validation/required-fields.ts';
import { type OptionalField, sparseObject } from '../../../validation/sparse-object.ts';
import { type SpeechModelRow, speechModels, VOICES } from './speech-models.ts';

/** OpenAI's most of `input` (the SDK's SpeechCreateParams). */
const MOST_CHARACTERS = 4096;

const input = explain('Invalid input value', `input must be a text of 1 to ${MOST_CHARACTERS} characters`);
const model = explain('Invalid model value', "model must name a model, like 'gpt-4o-mini-tts'");
const voice = explain(
  'Invalid voice value',
  `voice must be one of ${VOICES.join(', ')}, or a custom voice like {id: 'voice_1234'}`,
);
const store = explain('Invalid store value', 'store must be true or false');
const instructions = explain('Invalid instructions value', 'instructions must be a text');

/** A character is a code point, as OpenAI counts them. */
function isSpeakable(text: string): boolean {
  return text.length > 0 && (text.length <= MOST_CHARACTERS || [...text].length <= MOST_CHARACTERS);
}

/** What this service takes beside OpenAI's parameters, and keeps to itself. */
const ownFields = {
  store: () =>
    z.boolean({ error: store }).optional().meta({
      description: 'Whether the sound is kept in S3 as well, under an id of its own. This service’s own field.',
      default: false,
      example: true,
    }),
  audio_delivery: () =>
    oneOf<'base64' | 'url' | 'both'>('audio_delivery', { base64: true, url: true, both: true }).optional().meta({
      description:
        'With store: the answer is JSON, with the sound as base64, as a URL of the kept file, or both. Left out, the answer is the sound.',
      example: 'url',
    }),
} as const;

/** The fields of a request for speech. The type at the end is the drift check: another set than the SDK's does not compile. */
export const speechFields = {
  input: () =>
    z
      .string({ error: input })
      .refine(isSpeakable, { error: input })
      .optional()
      .meta({
        description: `The text to speak: 1 to ${MOST_CHARACTERS} characters.`,
        example: 'Good morning.',
      }),
  model: () =>
    z.string({ error: model }).min(1, { error: model }).optional().meta({
      description: 'The model that speaks. OpenAI turns tts-1, tts-1-hd and gpt-4o-mini-tts off on 2027-01-06.',
      example: 'gpt-4o-mini-tts',
    }),
  voice: () =>
    z
      .union(
        [
          z.string({ error: voice }).min(1, { error: voice }),
          z.looseObject({ id: z.string({ error: voice }).min(1, { error: voice }) }, { error: voice }),
        ],
        { error: voice },
      )
      .optional()
      .meta({
        description: `A voice: ${VOICES.join(', ')}, or a custom one. tts-1 and tts-1-hd have no ballad, cedar, marin and verse.`,
        example: 'coral',
      }),
  instructions: () =>
    z.string({ error: instructions }).optional().meta({
      description: 'How to speak. Not with tts-1 and tts-1-hd.',
      example: 'Speak slowly.',
    }),
  response_format: () =>
    oneOf<NonNullable<SpeechCreateParams['response_format']>>('response_format', {
      mp3: true,
      opus: true,
      aac: true,
      flac: true,
      wav: true,
      pcm: true,
    })
      .optional()
      .meta({ description: 'The format of the sound.', default: 'mp3', example: 'wav' }),
  speed: () =>
    boundedNumber('speed', 0.25, 4)
      .optional()
      .meta({ description: 'How fast it is spoken.', default: 1, example: 1.25 }),
  stream_format: () =>
    oneOf<NonNullable<SpeechCreateParams['stream_format']>>('stream_format', { sse: true, audio: true })
      .optional()
      .meta({
        description: 'Whether the sound comes as it is or as events. Events not with tts-1 and tts-1-hd.',
        default: 'audio',
        example: 'sse',
      }),
  ...ownFields,
} as const satisfies Record<keyof SpeechCreateParams | keyof typeof ownFields, () => OptionalField>;

const required = {
  input: 'Send the text to speak as input',
  model: "Name the model that speaks, like 'gpt-4o-mini-tts', as model",
  voice: "Name a voice, like 'coral', as voice",
};

function rowOf(name: unknown): SpeechModelRow | undefined {
  return typeof name === 'string' && isRowOf(speechModels, name) ? speechModels[name] : undefined;
}

function checkSpeechRules(body: unknown, context: z.core.$RefinementCtx): void {
  requireFields(body, context, required);
  const fields = fieldsOf(body);
  const refuse = (path: string, message: string, hint: string): void =>
    context.addIssue({ code: 'custom', path: [path], message: explain(message, hint) });
  const row = rowOf(fields.model);
  const steered = 'Use gpt-4o-mini-tts, or omit';
  if (row && !row.isSteered && fields.instructions !== undefined)
    refuse('instructions', `'instructions' is not supported with ${fields.model}`, `${steered} instructions`);
  if (row && !row.isSteered && fields.stream_format === 'sse')
    refuse('stream_format', `'stream_format' cannot be sse with ${fields.model}`, `${steered} stream_format`);
  const voices: readonly string[] = row?.voices ?? VOICES;
  if (row && typeof fields.voice === 'string' && fields.voice !== '' && !voices.includes(fields.voice))
    refuse(
      'voice',
      `'${fields.voice.slice(0, 64)}' is no voice of ${fields.model}`,
      `Use one of ${voices.join(', ')}, or a custom voice like {id: 'voice_1234'}`,
    );
  if (fields.audio_delivery !== undefined && fields.store !== true)
    refuse(
      'audio_delivery',
      "'audio_delivery' is for sound that is stored",
      'Send store: true, or omit audio_delivery',
    );
  if (fields.store === true && fields.stream_format === 'sse')
    refuse(
      'store',
      "'store' is not supported with stream_format sse",
      'Omit stream_format: the sound comes as it is made',
    );
}

/** The body of POST /api/audio/speech. */
export const speechRequestSchema = sparseObject(speechFields, checkSpeechRules);

/** A checked request for speech. */
export type SpeechRequest = z.output<typeof speechRequestSchema>;
