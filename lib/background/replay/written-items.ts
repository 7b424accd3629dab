import type { Fields } from '../../json/fields.ts';
import { contentPartEvents } from './content-part-events.ts';
import { begun, entriesOf, type ItemPlace, type ItemRow, type PlayedEvent } from './played-event.ts';

/** What a model writes: answers, and what it thought before. */
export const writtenItems = {
  message: {
    begins: (item) => begun(item, { content: [] }),
    events: ({ content }, place) => contentPartEvents(content, place),
  },
  reasoning: {
    begins: ({ encrypted_content: _encrypted, ...item }) => begun(item, { summary: [], content: [] }),
    events: reasoningEvents,
  },
} as const satisfies Readonly<Record<string, ItemRow>>;

function* reasoningEvents({ summary, content }: Fields, place: ItemPlace): Generator<PlayedEvent> {
  for (const [summary_index, part] of entriesOf(summary)) {
    const at = { ...place, summary_index };
    const { text } = part;
    yield {
      type: 'response.reasoning_summary_part.added',
      ...at,
      part: { ...part, ...('text' in part && { text: '' }) },
    };
    if (typeof text === 'string') {
      if (text !== '') yield { type: 'response.reasoning_summary_text.delta', ...at, delta: text };
      yield { type: 'response.reasoning_summary_text.done', ...at, text };
    }
    yield { type: 'response.reasoning_summary_part.done', ...at, part };
  }
  yield* contentPartEvents(content, place);
}
