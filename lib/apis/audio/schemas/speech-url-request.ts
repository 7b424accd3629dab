import * as z from 'zod';
import { explain } from '../../../validation/problem-text.ts';

const id = explain(
  'Invalid speech ID format',
  "Give the id of stored speech, 'speech_' and 32 hexadecimal digits, as `x-speech-id` told it",
);

/** GET /api/audio/speech/{id}; what the query says is let through. */
export const speechUrlRequest = {
  path: z.object({
    id: z
      .string({ error: id })
      .regex(/^speech_[0-9a-f]{32}$/, { error: id })
      .meta({ description: 'The id of stored speech.', example: 'speech_0f2a3c5d7e9b1f3a5c7d9e0b2f4a6c8d' }),
  }),
};

/** A checked request for a URL of stored speech. */
export type SpeechUrlRequest = z.output<typeof speechUrlRequest.path>;
