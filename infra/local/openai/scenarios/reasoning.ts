import type { ResponseReasoningItem } from 'openai/resources/responses/responses';
import type { DraftEvent, Ending } from '../events.ts';
import type { PlayContext } from '../play.ts';
import { promptText } from '../request.ts';
import { message, splitIntoDeltas } from './message.ts';
import { answerTo } from './text.ts';

/** Two summary parts, then the answer. */
export function* reasoning(context: PlayContext): Generator<DraftEvent, Ending> {
  const subject = promptText(context.request).slice(0, 60) || 'nothing in particular';
  yield* reasoningItem(context, [
    `**Reading the question**\n\nIt is about “${subject.toWellFormed()}”, so I take it at its word.`,
    '**Choosing an answer**\n\nA short and friendly one will do; it has to be the same every time.',
  ]);
  yield* message(context, answerTo(context.request));
  return { status: 'completed' };
}

/** A reasoning item with the given summary parts; its encrypted content only where the request includes it. */
function* reasoningItem(context: PlayContext, parts: readonly string[]): Generator<DraftEvent, void> {
  const item_id = context.identify('rs');
  const output_index = context.nextOutputIndex();
  const started: ResponseReasoningItem = { id: item_id, type: 'reasoning', summary: [], ...encryptedContent(context) };
  yield { type: 'response.output_item.added', output_index, item: started };
  for (const [summary_index, text] of parts.entries()) {
    const place = { item_id, output_index, summary_index };
    yield { type: 'response.reasoning_summary_part.added', ...place, part: { type: 'summary_text', text: '' } };
    for (const delta of splitIntoDeltas(text)) {
      yield { type: 'response.reasoning_summary_text.delta', ...place, delta };
    }
    yield { type: 'response.reasoning_summary_text.done', ...place, text };
    yield { type: 'response.reasoning_summary_part.done', ...place, part: { type: 'summary_text', text } };
  }
  const summary = parts.map((text) => ({ type: 'summary_text' as const, text }));
  yield { type: 'response.output_item.done', output_index, item: { ...started, summary } };
}

/** A reasoning item whose thoughts are open, as models with open weights send them. */
export function* openReasoning(context: PlayContext): Generator<DraftEvent, Ending> {
  const place = { item_id: context.identify('rs'), output_index: context.nextOutputIndex(), content_index: 0 };
  const { output_index } = place;
  const text = 'They ask, so I think aloud: one step, then another.';
  const item: ResponseReasoningItem = { id: place.item_id, type: 'reasoning', summary: [], content: [] };
  yield { type: 'response.output_item.added', output_index, item };
  yield { type: 'response.content_part.added', ...place, part: { type: 'reasoning_text', text: '' } };
  for (const delta of splitIntoDeltas(text)) yield { type: 'response.reasoning_text.delta', ...place, delta };
  yield { type: 'response.reasoning_text.done', ...place, text };
  yield { type: 'response.content_part.done', ...place, part: { type: 'reasoning_text', text } };
  const content = [{ type: 'reasoning_text' as const, text }];
  yield { type: 'response.output_item.done', output_index, item: { ...item, content } };
  return { status: 'completed' };
}

function encryptedContent(context: PlayContext): Pick<ResponseReasoningItem, 'encrypted_content'> {
  if (!context.request.include?.includes('reasoning.encrypted_content')) return {};
  return { encrypted_content: encrypted(context) };
}

/** What stands for content that only OpenAI could decrypt: base64 that looks the part and means nothing. */
export function encrypted(context: Pick<PlayContext, 'identify'>): string {
  return `gAAAAAB${Buffer.from(context.identify('sealed', 64)).toString('base64')}`;
}
