import { isRowOf } from '../../../json/fields.ts';
import type { EventCatalogue, EventRow } from '../../../stream/event-catalogue.ts';
import type { AudioState } from './audio-state.ts';

type SpeechRow = EventRow<AudioState, undefined>;

/** Every event of speech, by its type. The SDK has no union of them: OpenAI's reference, "Speech stream events". */
const speechEvents = {
  'speech.audio.delta': {},
  'speech.audio.done': {
    ends: 'now',
    observes: ({ event, state }) => {
      state.usage = event.usage;
    },
  },
  error: { ends: 'now' },
} as const satisfies Record<string, SpeechRow>;

const unknown: SpeechRow = {};

function listedRow(type: string): SpeechRow | undefined {
  return isRowOf(speechEvents, type) ? speechEvents[type] : undefined;
}

/** The events of speech as streams read them. */
export const speechCatalogue: EventCatalogue<AudioState, undefined> = {
  listedRow,
  rowOf: (type) => listedRow(type) ?? unknown,
  isEventType: (type) => type.startsWith('speech.') || type === 'error',
};
