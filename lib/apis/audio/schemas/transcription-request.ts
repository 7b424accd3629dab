import type { AudioResponseFormat } from 'openai/resources/audio/audio';
import type { TranscriptionCreateParams, TranscriptionInclude } from 'openai/resources/audio/transcriptions';
import * as z from 'zod';
import { boundedInteger, boundedNumber } from '../../../validation/bounded-number.ts';
import { oneOf } from '../../../validation/one-of.ts';
import { explain } from '../../../validation/problem-text.ts';
import { type OptionalField, sparseObject } from '../../../validation/sparse-object.ts';
import { recordingFields } from './recording-fields.ts';
import { checkTranscriptionRules } from './transcription-rules.ts';

/** OpenAI's most of known speakers (the SDK's TranscriptionCreateParams). */
const MOST_SPEAKERS = 4;

/** ISO-639-1; the few languages of Whisper that have no two letters, such as `haw` and `yue`, have three. */
const LANGUAGE = /^[a-z]{2,3}$/;

const WANTED_LANGUAGE = "a code of two letters (ISO-639-1), like 'en'";
const language = explain('Invalid language value', `language must be ${WANTED_LANGUAGE}`);
const languages = explain('Invalid languages value', `languages must be a list, each ${WANTED_LANGUAGE}`);
const keywords = explain('Invalid keywords value', 'keywords must be a list of texts');
const chunking = explain(
  'Invalid chunking_strategy value',
  "chunking_strategy must be 'auto', or an object like {type: 'server_vad', threshold: 0.5}",
);
const names = explain(
  'Invalid known_speaker_names value',
  `known_speaker_names must be a list of 1 to ${MOST_SPEAKERS} names`,
);
const references = explain(
  'Invalid known_speaker_references value',
  `known_speaker_references must be a list of 1 to ${MOST_SPEAKERS} data URLs, like data:audio/wav;base64,…`,
);
const include = explain('Invalid include value', 'include must be a list with logprobs in it');
const stream = explain('Invalid stream value', 'stream must be true or false');
const granularities = explain(
  'Invalid timestamp_granularities value',
  'timestamp_granularities must be a list of word, segment, or both',
);

type VadField = Exclude<keyof TranscriptionCreateParams.VadConfig, 'type'>;

/** The bounds are those of the SDK's comments. */
const vadFields = {
  prefix_padding_ms: () => boundedInteger('chunking_strategy.prefix_padding_ms', 0).optional(),
  silence_duration_ms: () => boundedInteger('chunking_strategy.silence_duration_ms', 0).optional(),
  threshold: () => boundedNumber('chunking_strategy.threshold', 0, 1).optional(),
} as const satisfies Record<VadField, () => OptionalField>;

function vadField() {
  const fields = Object.fromEntries(Object.entries(vadFields).map(([name, field]) => [name, field()]));
  return z.looseObject({ type: z.literal('server_vad', { error: chunking }), ...fields }, { error: chunking });
}

/** Of a list of texts that stand for something each. */
function texts(error: string, each: z.ZodString) {
  return z.array(each, { error }).min(1, { error });
}

/** The fields of a transcription. The type at the end is the drift check: another set than the SDK's does not compile. */
export const transcriptionFields = {
  ...recordingFields,
  chunking_strategy: () =>
    z
      .union([z.literal('auto', { error: chunking }), vadField()], { error: chunking })
      .nullish()
      .meta({
        description:
          'How the recording is cut. gpt-4o-transcribe-diarize needs it for more than 30 seconds. Left out, it is one block.',
        example: 'auto',
      }),
  include: () =>
    z
      .array(oneOf<TranscriptionInclude>('include', { logprobs: true }), { error: include })
      .min(1, { error: include })
      .optional()
      .meta({
        description:
          'What else the answer has: logprobs. With response_format json alone, and gpt-4o-(mini-)transcribe.',
        example: ['logprobs'],
      }),
  keywords: () =>
    texts(keywords, z.string({ error: keywords }).min(1, { error: keywords }))
      .optional()
      .meta({
        description: 'Words and phrases that may come up. With gpt-transcribe.',
        example: ['EventBridge'],
      }),
  known_speaker_names: () =>
    texts(names, z.string({ error: names }).min(1, { error: names }))
      .max(MOST_SPEAKERS, { error: names })
      .optional()
      .meta({
        description: `At most ${MOST_SPEAKERS} names of speakers, one for each reference. With gpt-4o-transcribe-diarize.`,
        example: ['agent'],
      }),
  known_speaker_references: () =>
    texts(references, z.string({ error: references }).regex(/^data:[^,]*,./is, { error: references }))
      .max(MOST_SPEAKERS, { error: references })
      .optional()
      .meta({
        description: 'What these speakers sound like: 2 to 10 seconds of each, as data URLs.',
        example: ['data:audio/wav;base64,UklGRg=='],
      }),
  language: () =>
    z.string({ error: language }).regex(LANGUAGE, { error: language }).optional().meta({
      description: 'The language that is spoken: a code of ISO-639-1.',
      example: 'en',
    }),
  languages: () =>
    texts(languages, z.string({ error: languages }).regex(LANGUAGE, { error: languages }))
      .optional()
      .meta({
        description: 'Languages that may be spoken: codes of ISO-639-1. With gpt-transcribe.',
        example: ['en', 'de'],
      }),
  response_format: () =>
    oneOf<AudioResponseFormat>('response_format', {
      json: true,
      text: true,
      srt: true,
      verbose_json: true,
      vtt: true,
      diarized_json: true,
    })
      .optional()
      .meta({
        description:
          'What the answer is. srt, verbose_json and vtt with whisper-1; diarized_json with gpt-4o-transcribe-diarize.',
        default: 'json',
        example: 'srt',
      }),
  stream: () =>
    z.boolean({ error: stream }).nullish().meta({
      description: 'Whether it is answered with events as it is written. whisper-1 does not stream.',
      default: false,
      example: true,
    }),
  timestamp_granularities: () =>
    z
      .array(oneOf<'word' | 'segment'>('timestamp_granularities', { word: true, segment: true }), {
        error: granularities,
      })
      .min(1, { error: granularities })
      .optional()
      .meta({
        description: 'What has times in the answer: word, segment or both. With response_format verbose_json.',
        example: ['word'],
      }),
} as const satisfies Record<keyof TranscriptionCreateParams, () => OptionalField>;

/** The body of POST /api/audio/transcriptions. */
export const transcriptionRequestSchema = sparseObject(transcriptionFields, checkTranscriptionRules);

/** A checked request for a transcription. */
export type TranscriptionRequest = z.output<typeof transcriptionRequestSchema>;
