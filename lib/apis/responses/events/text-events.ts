import type { EventTable } from './event-handler.ts';

/** The answer's text and its annotations. */
export const textEvents = {
  'response.output_text.delta': { textDelta: true, needed: true },
  'response.output_text.done': {
    observes: ({ event, state, context }) => {
      if (context.keepsTexts && typeof event.text === 'string') state.text += event.text;
    },
  },
  'response.output_text.annotation.added': { needed: true },
} as const satisfies EventTable<
  'response.output_text.delta' | 'response.output_text.done' | 'response.output_text.annotation.added'
>;
