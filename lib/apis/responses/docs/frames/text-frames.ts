import type { textEvents } from '../../events/text-events.ts';
import { annotationIndex, logprobs, obfuscation, part, replayedDelta, text, typed } from './frame-fields.ts';
import type { FrameTable } from './frame-table.ts';

/** The answer's text and its annotations. */
export const textFrames = {
  'response.output_text.delta': {
    description: "A piece of the answer's text.",
    fields: { ...part, delta: text('The piece.'), logprobs, obfuscation, ...replayedDelta },
  },
  'response.output_text.done': {
    description: 'A text of the answer is finished.',
    fields: { ...part, text: text('All of it.'), logprobs },
  },
  'response.output_text.annotation.added': {
    description: 'A text has a citation of a file, a page or a container.',
    fields: { ...part, annotation_index: annotationIndex, annotation: typed('The citation.') },
  },
} as const satisfies FrameTable<keyof typeof textEvents, 'obfuscation' | keyof typeof replayedDelta>;
