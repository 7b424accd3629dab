import type { StreamProgress } from '../../../stream/stream-progress.ts';

/** What a stream of speech, or of a transcription, has shown. */
export interface AudioState extends StreamProgress {
  /** As OpenAI sent it: tokens, or seconds. */
  usage?: unknown;
}

/** The state before the first event. */
export function newAudioState(): AudioState {
  return { lastSequence: -1, counts: new Map(), unknownEvents: new Map() };
}
