import * as z from 'zod';
import type { Operation } from '../../../openapi/operation.ts';
import { bytes, created, json } from '../../../openapi/successes.ts';
import { speechRequestSchema } from '../schemas/speech-request.ts';
import { speechUrlRequest } from '../schemas/speech-url-request.ts';
import { transcriptionRequestSchema } from '../schemas/transcription-request.ts';
import { translationRequestSchema } from '../schemas/translation-request.ts';
import {
  speechExamples,
  storedSpeechAnswers,
  transcriptAnswers,
  transcriptionExamples,
  translationExamples,
} from './audio-examples.ts';
import { speechFrameSchema, transcriptFrameSchema } from './audio-frames.ts';

const storedSpeechSchema = z
  .object({
    id: z
      .string()
      .optional()
      .meta({ description: 'Names it for `GET /api/audio/speech/{id}`; left out where it is not stored.' }),
    url: z.string().optional().meta({ description: 'Gets the sound without credentials, until `expires_at`.' }),
    expires_at: z.string().optional().meta({ description: 'When the URL ends.' }),
    content_type: z.string().meta({ description: 'What the sound is.', example: 'audio/mpeg' }),
    bytes: z.int().meta({ description: 'How large it is.' }),
    audio: z.string().optional().meta({ description: 'Base64 of the sound.' }),
    error: z
      .object({ code: z.string(), message: z.string(), hint: z.string() })
      .optional()
      .meta({ description: 'Why it is not stored. The sound comes as base64 then.' }),
  })
  .meta({ id: 'StoredSpeech' });

const transcriptSchema = z
  .looseObject({
    text: z.string().meta({ description: 'All that is said.' }),
    usage: z.looseObject({}).optional().meta({ description: 'What was used: tokens, or seconds.' }),
    cost_estimate: z.number().nullable().meta({ description: 'USD; null where it is not known.' }),
  })
  .meta({ id: 'Transcript', description: 'What OpenAI answers in the format that was asked for, and what it cost.' });

const texts = { 'text/plain': z.string(), 'text/vtt': z.string(), 'application/x-subrip': z.string() };

const sound = bytes('The sound.', ['audio/mpeg', 'audio/opus', 'audio/aac', 'audio/flac', 'audio/wav', 'audio/pcm']);

/** What the OpenAPI document says of the Audio API. */
export const audioOperations = {
  'create-speech': {
    description:
      'The sound comes as it is made. With `stream_format: sse` it is events; with `store` it is kept in S3 as well, and with `audio_delivery` the answer is JSON of what was kept.',
    request: { body: speechRequestSchema.meta({ id: 'SpeechRequest' }) },
    examples: speechExamples,
    successes: {
      200: {
        ...sound,
        headers: [...created, 'x-speech-id'],
        alternatives: {
          ...sound.alternatives,
          'application/json': storedSpeechSchema,
          'text/event-stream': speechFrameSchema,
        },
      },
    },
  },
  'get-speech-url': {
    request: speechUrlRequest,
    successes: { 200: json('A URL.', storedSpeechSchema, { examples: storedSpeechAnswers }) },
  },
  'create-transcription': {
    description:
      'A form, or JSON that names an upload. The answer is what `response_format` says; with `stream` it is events, but of whisper-1.',
    request: { body: transcriptionRequestSchema.meta({ id: 'TranscriptionRequest' }) },
    examples: transcriptionExamples,
    successes: {
      200: json('What is said.', transcriptSchema, {
        headers: created,
        examples: transcriptAnswers,
        alternatives: { ...texts, 'text/event-stream': transcriptFrameSchema },
      }),
    },
  },
  'create-translation': {
    description:
      'A form, or JSON that names an upload. OpenAI turns whisper-1, the one model for it, off on 2027-02-26.',
    request: { body: translationRequestSchema.meta({ id: 'TranslationRequest' }) },
    examples: translationExamples,
    successes: {
      200: json('What is said, in English.', transcriptSchema, {
        headers: created,
        examples: transcriptAnswers,
        alternatives: texts,
      }),
    },
  },
} as const satisfies Readonly<Record<string, Operation>>;
