import type { ResponseOutputMessage, ResponseOutputText } from 'openai/resources/responses/responses';
import { COMPLETED, type DraftEvent, type Ending } from '../events.ts';
import type { PlayContext } from '../play.ts';
import { cutToTokens, tokensOf } from '../usage.ts';

/** Cuts a text into what a model would send one by one: words with the space before them; long words in pieces. */
export function splitIntoDeltas(text: string): string[] {
  return text.match(/\s*\S{1,12}|\s+/gu) ?? [];
}

export interface MessageOptions {
  readonly annotations?: ResponseOutputText['annotations'];
  readonly status?: 'completed' | 'incomplete';
}

/** One assistant message with one text part: added, deltas, annotations, done. */
export function* message(
  context: PlayContext,
  text: string,
  { annotations = [], status = 'completed' }: MessageOptions = {},
): Generator<DraftEvent, void> {
  const place = { item_id: context.identify('msg'), output_index: context.nextOutputIndex(), content_index: 0 };
  const item = (settled: Pick<ResponseOutputMessage, 'status' | 'content'>): ResponseOutputMessage => ({
    id: place.item_id,
    type: 'message',
    ...settled,
    role: 'assistant',
  });
  const { output_index } = place;
  const all: ResponseOutputText.Logprob[] = [];

  yield { type: 'response.output_item.added', output_index, item: item({ status: 'in_progress', content: [] }) };
  const empty: ResponseOutputText = { type: 'output_text', annotations: [], logprobs: [], text: '' };
  yield { type: 'response.content_part.added', ...place, part: empty };
  for (const delta of splitIntoDeltas(text)) {
    const logprobs = wantsLogprobs(context) ? [logprobOf(delta, context.request.top_logprobs ?? 0)] : [];
    all.push(...logprobs);
    yield { type: 'response.output_text.delta', ...place, delta, logprobs };
  }
  for (const [annotation_index, annotation] of annotations.entries()) {
    yield { type: 'response.output_text.annotation.added', ...place, annotation_index, annotation };
  }
  yield { type: 'response.output_text.done', ...place, text, logprobs: all };
  const part: ResponseOutputText = { type: 'output_text', annotations, logprobs: all, text };
  yield { type: 'response.content_part.done', ...place, part };
  yield { type: 'response.output_item.done', output_index, item: item({ status, content: [part] }) };
}

/** A message that stops where the request's `max_output_tokens` does, and with it the response. */
export function* speak(context: PlayContext, text: string): Generator<DraftEvent, Ending> {
  const limit = context.request.max_output_tokens ?? Number.POSITIVE_INFINITY;
  if (tokensOf(text.length) <= limit) {
    yield* message(context, text);
    return COMPLETED;
  }
  yield* message(context, cutToTokens(text, limit), { status: 'incomplete' });
  return { status: 'incomplete', reason: 'max_output_tokens' };
}

/** One assistant message in which the model declines. */
export function* refusal(context: PlayContext, text: string): Generator<DraftEvent, void> {
  const place = { item_id: context.identify('msg'), output_index: context.nextOutputIndex(), content_index: 0 };
  const item = { id: place.item_id, type: 'message', role: 'assistant' } as const;
  const { output_index } = place;
  yield { type: 'response.output_item.added', output_index, item: { ...item, status: 'in_progress', content: [] } };
  yield { type: 'response.content_part.added', ...place, part: { type: 'refusal', refusal: '' } };
  for (const delta of splitIntoDeltas(text)) yield { type: 'response.refusal.delta', ...place, delta };
  yield { type: 'response.refusal.done', ...place, refusal: text };
  const part = { type: 'refusal', refusal: text } as const;
  yield { type: 'response.content_part.done', ...place, part };
  yield { type: 'response.output_item.done', output_index, item: { ...item, status: 'completed', content: [part] } };
}

const wantsLogprobs = (context: PlayContext): boolean =>
  context.request.include?.includes('message.output_text.logprobs') ?? false;

function logprobOf(token: string, alternatives: number): ResponseOutputText.Logprob {
  const bytes = [...Buffer.from(token)];
  const top = Array.from({ length: alternatives }, (_, rank) => ({ token, bytes, logprob: -0.01 - rank }));
  return { token, bytes, logprob: -0.01, top_logprobs: top };
}
