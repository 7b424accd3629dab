import * as z from 'zod';

import type { reasoningEvents } from '../../events/reasoning-events.ts';
import { item, obfuscation, part, summaryIndex, text, typed } from './frame-fields.ts';
import type { FrameTable } from './frame-table.ts';

const summary = { ...item, summary_index: summaryIndex } as const;

/** The model's reasoning: its text where the model shows it, and the summary of it. */
export const reasoningFrames = {
  'response.reasoning_text.delta': {
    description: 'A piece of reasoning.',
    fields: { ...part, delta: text('The piece.'), obfuscation },
  },
  'response.reasoning_text.done': {
    description: 'A text of reasoning is finished.',
    fields: { ...part, text: text('All of it.') },
  },
  'response.reasoning_summary_part.added': {
    description: 'A part of the summary begins.',
    fields: { ...summary, part: typed('The part, empty.') },
  },
  'response.reasoning_summary_part.done': {
    description: 'A part of the summary is finished.',
    fields: {
      ...summary,
      part: typed('The part.'),
      status: z.string().optional().meta({ description: 'incomplete where it was cut off.' }),
    },
  },
  'response.reasoning_summary_text.delta': {
    description: 'A piece of the summary.',
    fields: { ...summary, delta: text('The piece.'), obfuscation },
  },
  'response.reasoning_summary_text.done': {
    description: 'A text of the summary is finished.',
    fields: { ...summary, text: text('All of it.') },
  },
} as const satisfies FrameTable<keyof typeof reasoningEvents, 'obfuscation'>;
