import type { EventTable } from './event-handler.ts';

/** What the model says when it declines. */
export const refusalEvents = {
  'response.refusal.delta': { textDelta: true, needed: true },
  'response.refusal.done': {
    observes: ({ event, state, context }) => {
      if (context.keepsTexts && typeof event.refusal === 'string') state.refusal += event.refusal;
    },
  },
} as const satisfies EventTable<'response.refusal.delta' | 'response.refusal.done'>;
