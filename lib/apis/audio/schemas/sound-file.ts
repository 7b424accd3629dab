import { fileField } from '../../../validation/file-field.ts';

/** OpenAI's most of a recording: its guide "Speech to text". */
const MOST_BYTES = 25 * 1024 * 1024;

/**
 * What OpenAI takes: flac, mp3, mp4, mpeg, mpga, m4a, ogg, wav and webm, as bytes say it. Source: `file` of the SDK's
 * TranscriptionCreateParams.
 */
const TYPES = [
  'audio/flac',
  'audio/mpeg',
  'audio/mp4',
  'audio/ogg',
  'audio/wav',
  'audio/webm',
  'application/ogg',
  'video/mp4',
  'video/mpeg',
  'video/ogg',
  'video/webm',
];

/** What a recording has to be. */
export const soundFiles = { types: TYPES, mostBytes: MOST_BYTES };

/** The recording of a request. */
export function recordingField() {
  return fileField(
    'The recording: flac, mp3, mp4, mpeg, mpga, m4a, ogg, wav or webm, at most 25 MB. Above 4.5 MB it is uploaded before.',
  ).optional();
}
