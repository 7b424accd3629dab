import type { audioEvents } from '../../events/audio-events.ts';
import { mediaType, text } from './frame-fields.ts';
import type { FrameTable } from './frame-table.ts';

/** Spoken answers: base64 audio, and the words of it. */
export const audioFrames = {
  'response.audio.delta': {
    description: 'A piece of speech.',
    fields: {
      delta: text('Base64 of the audio.'),
      media_type: mediaType,
    },
  },
  'response.audio.done': {
    description: 'The speech is finished.',
    fields: { media_type: mediaType },
  },
  'response.audio.transcript.delta': {
    description: 'A piece of the words spoken.',
    fields: { delta: text('The piece.') },
  },
  'response.audio.transcript.done': { description: 'The words spoken are finished.', fields: {} },
} as const satisfies FrameTable<keyof typeof audioEvents, 'media_type'>;
