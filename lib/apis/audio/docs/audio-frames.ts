import * as z from 'zod';

const text = (description: string) => z.string().meta({ description });
const sequence = z.int().min(0).meta({ description: 'The number of the frame, from 0 on.', example: 3 });
const usage = z.looseObject({}).optional().meta({ description: 'What was used: tokens, or seconds.' });
const cost = z.number().nullable().meta({ description: 'USD; null where it is not known.', example: 0.0012 });
const logprobs = z
  .array(z.looseObject({}))
  .optional()
  .meta({ description: 'Log probabilities of the tokens, with include logprobs.' });
const languages = z
  .array(z.looseObject({ code: z.string() }))
  .optional()
  .meta({ description: 'The languages that were heard; of gpt-transcribe.' });

const frame = <const Type extends string>(
  type: Type,
  id: string,
  description: string,
  fields: Readonly<Record<string, z.ZodType>>,
) =>
  z
    .object({
      id: z.string().optional().meta({ description: 'The number of the frame.', example: '3' }),
      event: z.literal(type),
      data: z.looseObject({ ...fields, sequence }),
    })
    .meta({ id, description });

const failed = frame('error', 'AudioErrorFrame', 'It failed: no more frames come.', {
  code: text('The code of the error.'),
  message: text('What went wrong.'),
  hint: z.string().optional().meta({ description: 'What to do.' }),
  param: z.string().nullish().meta({ description: 'The parameter that is to blame.' }),
  retryable: z.boolean().optional().meta({ description: 'Whether the same request may succeed later.' }),
});

/** Any frame of spoken sound. */
export const speechFrameSchema = z
  .discriminatedUnion('event', [
    frame('speech.audio.delta', 'SpeechAudioDeltaFrame', 'A piece of the sound.', {
      audio: text('Base64 of the sound.'),
    }),
    frame('speech.audio.done', 'SpeechAudioDoneFrame', 'The sound is whole.', { usage, cost_estimate: cost }),
    failed,
  ])
  .meta({ id: 'SpeechFrame', description: 'One frame of speech.' });

/** Any frame of a transcription. */
export const transcriptFrameSchema = z
  .discriminatedUnion('event', [
    frame('transcript.text.delta', 'TranscriptTextDeltaFrame', 'A piece of what is said.', {
      delta: text('The piece.'),
      segment_id: z.string().optional().meta({ description: 'The segment that it belongs to.' }),
      logprobs,
    }),
    frame('transcript.text.segment', 'TranscriptTextSegmentFrame', 'What one speaker has said.', {
      id: text('The id of the segment.'),
      speaker: text('Who: a known name, or a letter.'),
      start: z.number().meta({ description: 'In seconds.' }),
      end: z.number().meta({ description: 'In seconds.' }),
      text: text('What was said.'),
    }),
    frame('transcript.text.done', 'TranscriptTextDoneFrame', 'The whole text.', {
      text: text('All that is said.'),
      logprobs,
      languages,
      usage,
      cost_estimate: cost,
    }),
    failed,
  ])
  .meta({ id: 'TranscriptFrame', description: 'One frame of a transcription.' });
