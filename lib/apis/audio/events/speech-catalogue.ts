import { isRowOf } from '../../../json/fields.ts';
import type { EventCatalogue, EventRow } from '../../../stream/event-catalogue.ts';
import type { StreamProgress } from '../../../stream/stream-progress.ts';

/** What a stream of speech has shown. */
export interface SpeechState extends StreamProgress {
  usage?: unknown;
}

type SpeechRow = EventRow<SpeechState, undefined>;

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
export const speechCatalogue: EventCatalogue<SpeechState, undefined> = {
  listedRow,
  rowOf: (type) => listedRow(type) ?? unknown,
  isEventType: (type) => type.startsWith('speech.') || type === 'error',
};

/** The state before the first event. */
export function newSpeechState(): SpeechState {
  return { lastSequence: -1, counts: new Map(), unknownEvents: new Map() };
}
