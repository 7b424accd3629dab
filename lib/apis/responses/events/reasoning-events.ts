import type { EventTable, Seen } from './event-handler.ts';

/** The model's reasoning: its text where the model shows it, and the summary of it. */
export const reasoningEvents = {
  'response.reasoning_text.delta': {},
  'response.reasoning_text.done': { observes: keepReasoning },
  'response.reasoning_summary_part.added': { needed: true },
  'response.reasoning_summary_part.done': { needed: true },
  'response.reasoning_summary_text.delta': {},
  'response.reasoning_summary_text.done': { observes: keepReasoning },
} as const satisfies EventTable<
  | 'response.reasoning_text.delta'
  | 'response.reasoning_text.done'
  | 'response.reasoning_summary_part.added'
  | 'response.reasoning_summary_part.done'
  | 'response.reasoning_summary_text.delta'
  | 'response.reasoning_summary_text.done'
>;

function keepReasoning({ event, state, context }: Seen<{ readonly text: string }>): void {
  if (context.keepsTexts && typeof event.text === 'string') state.reasoning += event.text;
}
