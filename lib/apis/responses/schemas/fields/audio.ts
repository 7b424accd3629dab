import type { ChatCompletionAudioParam } from 'openai/resources/chat/completions/completions';
import * as z from 'zod';
import { isRowOf } from '../../../../json/fields.ts';

import { explain } from '../../../../validation/problem-text.ts';

/** Source: OpenAI's guide "Text to speech", "Voice options"; `voice` of the SDK's ChatCompletionAudioParam. */
const VOICES = [
  'alloy',
  'ash',
  'ballad',
  'cedar',
  'coral',
  'echo',
  'fable',
  'marin',
  'nova',
  'onyx',
  'sage',
  'shimmer',
  'verse',
] as const;

/** As a record, so that the list stops compiling when the SDK's type has one more or one less. */
const formats = { aac: true, flac: true, mp3: true, opus: true, pcm16: true, wav: true } as const satisfies Record<
  ChatCompletionAudioParam['format'],
  true
>;
const FORMATS = Object.keys(formats).filter((name) => isRowOf(formats, name));

const audio = explain(
  'Invalid audio value',
  "Send audio as an object with voice and format, like {voice: 'alloy', format: 'mp3'}",
);
const voice = explain(
  'Invalid audio.voice value',
  `audio.voice must be one of ${VOICES.join(', ')}, or a custom voice like {id: 'voice_1234'}`,
);
const format = explain('Invalid audio.format value', `audio.format must be one of ${FORMATS.join(', ')}`);

/** How a spoken answer sounds: goes with `modalities`. */
export function audioField() {
  const custom = z.looseObject({ id: z.string({ error: voice }).min(1, { error: voice }) });
  return z
    .looseObject(
      {
        voice: z.union([z.enum(VOICES, { error: voice }), custom], { error: voice }),
        format: z.enum(FORMATS, { error: format }),
      },
      { error: audio },
    )
    .nullish()
    .meta({
      description: 'The voice and the format of a spoken answer: with audio among the modalities.',
      example: { voice: 'alloy', format: 'mp3' },
    });
}
