import type { TranscriptionStreamEvent } from 'openai/resources/audio/transcriptions';
import { isRowOf } from '../../../json/fields.ts';
import type { EventCatalogue, EventRow } from '../../../stream/event-catalogue.ts';
import type { AudioState } from './audio-state.ts';

type TranscriptRow = EventRow<AudioState, undefined>;

/** Every event of a transcription, by its type; without a row, one of the SDK's does not compile. */
const transcriptEvents = {
  'transcript.text.delta': {},
  'transcript.text.segment': {},
  'transcript.text.done': {
    ends: 'now',
    // It has the whole text.
    keepsLongStrings: true,
    observes: ({ event, state }) => {
      state.usage = event.usage;
    },
  },
  error: { ends: 'now' },
} as const satisfies Record<TranscriptionStreamEvent['type'] | 'error', TranscriptRow>;

const unknown: TranscriptRow = {};

function listedRow(type: string): TranscriptRow | undefined {
  return isRowOf(transcriptEvents, type) ? transcriptEvents[type] : undefined;
}

/** The events of transcriptions as streams read them. */
export const transcriptCatalogue: EventCatalogue<AudioState, undefined> = {
  listedRow,
  rowOf: (type) => listedRow(type) ?? unknown,
  isEventType: (type) => type.startsWith('transcript.') || type === 'error',
};
