import { sniffAudio } from './audio-media-type.ts';
import type { EventTable, Seen } from './event-handler.ts';

/** Spoken answers: base64 audio with its media type, and the words of it. */
export const audioEvents = {
  'response.audio.delta': { observes: tellType, adds: nameType },
  'response.audio.done': { adds: nameType },
  'response.audio.transcript.delta': {},
  'response.audio.transcript.done': {},
} as const satisfies EventTable<
  'response.audio.delta' | 'response.audio.done' | 'response.audio.transcript.delta' | 'response.audio.transcript.done'
>;

/**
 * What the request asked for; without that, as in a resumed stream, what the first bytes tell. The first piece alone is
 * looked at: samples of PCM further on may look like the head of any file.
 */
function tellType({ event, state, context }: Seen<{ readonly delta?: unknown }>): void {
  if (state.audioMediaType === undefined) {
    state.audioMediaType = context.audioMediaType ?? sniffAudio(event.delta) ?? null;
  }
}

function nameType({ state, context }: Seen<object>): Readonly<Record<string, unknown>> {
  const type = state.audioMediaType ?? context.audioMediaType;
  return type === undefined ? {} : { media_type: type };
}
