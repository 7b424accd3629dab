import type { EventTable } from './event-handler.ts';

/** Spoken answers: base64 audio, and the words of it. */
export const audioEvents = {
  'response.audio.delta': {},
  'response.audio.done': {},
  'response.audio.transcript.delta': {},
  'response.audio.transcript.done': {},
} as const satisfies EventTable<
  'response.audio.delta' | 'response.audio.done' | 'response.audio.transcript.delta' | 'response.audio.transcript.done'
>;
