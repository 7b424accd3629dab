import { Readable } from 'node:stream';
import { isFields } from '../../../json/fields.ts';
import type { AnswerFields } from '../../../upstream/parse-answer.ts';

type ResponseEvent = AnswerFields & { readonly type: string };

/**
 * The events that a whole response comes to, for callers who asked for a stream and whose upstream does not stream: each item with
 * its texts, and the end. Without numbers, which upstream gave none. Undefined for what is no response.
 */
export function eventsOfAnswer(response: AnswerFields): Readable | undefined {
  if (!Array.isArray(response.output) && typeof response.status !== 'string') return undefined;
  return Readable.from([...eventsOf(response)].map((event) => Buffer.from(`data: ${JSON.stringify(event)}\n\n`)));
}

function* eventsOf(response: AnswerFields): Generator<ResponseEvent> {
  const { status, output } = response;
  yield { type: 'response.created', response: { ...response, status: 'in_progress', output: [], usage: null } };
  for (const [index, item] of (Array.isArray(output) ? output : []).entries()) yield* eventsOfItem(item, index);
  yield { type: `response.${typeof status === 'string' ? status : 'completed'}`, response };
}

function* eventsOfItem(item: unknown, output_index: number): Generator<ResponseEvent> {
  if (!isFields(item)) return;
  const { id: item_id, content } = item;
  const begun = { ...item, status: 'in_progress', ...(Array.isArray(content) ? { content: [] } : {}) };
  const { result: _result, ...added } = begun as AnswerFields;
  yield { type: 'response.output_item.added', output_index, item: added };
  for (const [content_index, part] of (Array.isArray(content) ? content : []).entries()) {
    const place = { item_id, output_index, content_index };
    const { type, text, refusal } = isFields(part) ? part : {};
    if (type === 'output_text' && typeof text === 'string') {
      yield { type: 'response.output_text.delta', ...place, delta: text, logprobs: [] };
      yield { type: 'response.output_text.done', ...place, text, logprobs: [] };
    } else if (type === 'refusal' && typeof refusal === 'string') {
      yield { type: 'response.refusal.delta', ...place, delta: refusal };
      yield { type: 'response.refusal.done', ...place, refusal };
    }
  }
  yield { type: 'response.output_item.done', output_index, item };
}
