import type { SpeechModel } from 'openai/resources/audio/speech';

/** What a model of OpenAI's can do. */
export interface SpeechModelRow {
  /** Undefined: all of them. */
  readonly voices?: readonly string[];
  /** Follows `instructions`, and streams events. */
  readonly isSteered: boolean;
}

/** Source: OpenAI's guide "Text to speech", "Voice options". */
export const VOICES = [
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

/** The same page: the older models have a smaller set. */
const OLDER_VOICES = ['alloy', 'ash', 'coral', 'echo', 'fable', 'nova', 'onyx', 'sage', 'shimmer'];

const older: SpeechModelRow = { voices: OLDER_VOICES, isSteered: false };
const newer: SpeechModelRow = { isSteered: true };

/** OpenAI's models by name. What is not here is for the upstream to judge. Source: the comments of the SDK's SpeechCreateParams. */
export const speechModels = {
  'tts-1': older,
  'tts-1-1106': older,
  'tts-1-hd': older,
  'tts-1-hd-1106': older,
  'gpt-4o-mini-tts': newer,
  'gpt-4o-mini-tts-2025-03-20': newer,
  'gpt-4o-mini-tts-2025-12-15': newer,
} as const satisfies Record<
  SpeechModel | 'tts-1-1106' | 'tts-1-hd-1106' | 'gpt-4o-mini-tts-2025-03-20',
  SpeechModelRow
>;
