import type { refusalEvents } from '../../events/refusal-events.ts';
import { obfuscation, part, replayedDelta, text } from './frame-fields.ts';
import type { FrameTable } from './frame-table.ts';

/** What the model says when it declines. */
export const refusalFrames = {
  'response.refusal.delta': {
    description: 'A piece of a refusal.',
    fields: { ...part, delta: text('The piece.'), obfuscation, ...replayedDelta },
  },
  'response.refusal.done': {
    description: 'A refusal is finished.',
    fields: { ...part, refusal: text('All of it.') },
  },
} as const satisfies FrameTable<keyof typeof refusalEvents, 'obfuscation' | keyof typeof replayedDelta>;
