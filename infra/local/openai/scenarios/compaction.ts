import type { DraftEvent, Ending } from '../events.ts';
import type { PlayContext } from '../play.ts';
import { message } from './message.ts';
import { encrypted } from './reasoning.ts';
import { answerTo } from './text.ts';

/** Answers, then compacts the conversation so far into one sealed item. */
export function* compaction(context: PlayContext): Generator<DraftEvent, Ending> {
  yield* message(context, answerTo(context.request));
  const place = { item_id: context.identify('cmp'), output_index: context.nextOutputIndex() };
  const { output_index } = place;
  const item = { id: place.item_id, type: 'compaction', encrypted_content: encrypted(context) } as const;
  yield { type: 'response.output_item.added', output_index, item };
  yield { type: 'response.compaction.compacting', ...place };
  yield { type: 'response.output_item.done', output_index, item };
  return { status: 'completed' };
}
