import type { AudioModel } from 'openai/resources/audio/audio';

/** What a model of OpenAI's can do. */
export interface TranscriptionModelRow {
  /** Undefined: OpenAI does not say. */
  readonly formats?: readonly string[];
  /** Fields that OpenAI refuses with it. */
  readonly refuses: readonly string[];
}

/** Which models a hint names for a field. */
export const fieldModels: Readonly<Record<string, string>> = {
  include: 'gpt-4o-transcribe or gpt-4o-mini-transcribe',
  known_speaker_names: 'gpt-4o-transcribe-diarize',
  known_speaker_references: 'gpt-4o-transcribe-diarize',
  keywords: 'gpt-transcribe',
  languages: 'gpt-transcribe',
  prompt: 'another model',
  timestamp_granularities: 'whisper-1',
};

const SPEAKERS = ['known_speaker_names', 'known_speaker_references'];
const GUIDES = ['keywords', 'languages'];

/** The SDK names json alone, OpenAI's guide "Speech to text" plain text as well. */
const transcribes: TranscriptionModelRow = {
  formats: ['json', 'text'],
  refuses: [...SPEAKERS, ...GUIDES, 'timestamp_granularities'],
};

/** OpenAI's models by name. What is not here is for the upstream to judge. Source: the comments of the SDK's TranscriptionCreateParams. */
export const transcriptionModels = {
  'whisper-1': {
    formats: ['json', 'text', 'srt', 'verbose_json', 'vtt'],
    refuses: [...SPEAKERS, ...GUIDES, 'include'],
  },
  'gpt-transcribe': { refuses: [...SPEAKERS, 'include'] },
  'gpt-4o-transcribe': transcribes,
  'gpt-4o-mini-transcribe': transcribes,
  'gpt-4o-mini-transcribe-2025-12-15': transcribes,
  'gpt-4o-transcribe-diarize': {
    formats: ['json', 'text', 'diarized_json'],
    refuses: [...GUIDES, 'include', 'prompt', 'timestamp_granularities'],
  },
} as const satisfies Record<AudioModel, TranscriptionModelRow>;
