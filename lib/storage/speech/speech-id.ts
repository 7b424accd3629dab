import { randomBytes } from 'node:crypto';

/** An id that nothing has: `speech_` and 128 random bits, so that nobody guesses another's. */
export function newSpeechId(): string {
  return `speech_${randomBytes(16).toString('hex')}`;
}

/** Where speech is in the bucket. */
export function speechObjectKey(id: string): string {
  return `speech/${id}`;
}

/** Endings of the formats that OpenAI speaks. */
const ENDINGS: Readonly<Record<string, string>> = {
  'audio/mpeg': 'mp3',
  'audio/opus': 'opus',
  'audio/ogg': 'ogg',
  'audio/aac': 'aac',
  'audio/flac': 'flac',
  'audio/wav': 'wav',
  'audio/pcm': 'pcm',
};

/** What kept speech is called when it is saved. */
export function speechFilename(id: string, contentType: string): string {
  const [type = ''] = contentType.split(';');
  return `${id}.${ENDINGS[type.trim()] ?? 'bin'}`;
}
