import type { ChatCompletionChunk } from 'openai/resources/chat/completions/completions';
import { type Due, isUnmade, type WireEvent, type WireResponse } from '../events.ts';
import { serverFailed } from '../failures.ts';
import { type ChatHead, chatUsage, finishReason, SERVED_BY } from './chat-completion.ts';
import { choiceDeltas } from './choice-deltas.ts';

/** What one event of a response is in a chat's stream: its frames, none where a chat does not show it. */
export type ChatStep = Pick<WireEvent, 'type' | 'sequence_number'> & { readonly frames: string };

interface StreamOptions {
  readonly head: ChatHead;
  /** Whether each chunk has a `usage`, which is null but in one of its own after the last. */
  readonly includeUsage: boolean;
}

/**
 * The stream of a chat from the events of one response for each choice, which take turns. It ends in `[DONE]`, or in an
 * error where a response fails.
 */
export function* chatStream(
  plays: readonly Iterator<Due<WireEvent>>[],
  { head, includeUsage }: StreamOptions,
): Generator<ChatStep, void> {
  const chunkFrame = (fields: Pick<ChatCompletionChunk, 'choices' | 'obfuscation' | 'usage'>): string => {
    const { id, created, model } = head;
    const usage = includeUsage ? { usage: null } : {};
    return frame({ id, object: 'chat.completion.chunk', created, model, ...SERVED_BY, ...usage, ...fields });
  };
  const deltas = plays.map((_, index) => choiceDeltas(index));
  const ended: WireResponse[] = [];
  for (const { index, event } of inTurn(plays)) {
    const { type, sequence_number } = event;
    if (event.type === 'response.failed') {
      yield { type, sequence_number, frames: frame(serverFailed(event.response.error?.message).body) };
      return;
    }
    let frames = '';
    const choice = deltas[index]?.(event);
    if (choice) frames = chunkFrame({ choices: [choice], ...paddingOf(event) });
    if (event.type === 'response.completed' || event.type === 'response.incomplete') {
      ended.push(event.response);
      const last = { index, delta: {}, logprobs: null, finish_reason: finishReason(event.response) };
      frames = chunkFrame({ choices: [last] });
      if (ended.length === plays.length) {
        if (includeUsage) frames += chunkFrame({ choices: [], usage: chatUsage(ended) });
        frames += 'data: [DONE]\n\n';
      }
    }
    yield { type, sequence_number, frames };
  }
}

const frame = (data: object): string => `data: ${JSON.stringify(data)}\n\n`;

const paddingOf = ({ obfuscation }: WireEvent): { obfuscation?: string } =>
  obfuscation === undefined ? {} : { obfuscation };

/** One event of each play after the other, until all have ended. */
function* inTurn(plays: readonly Iterator<Due<WireEvent>>[]): Generator<{ index: number; event: WireEvent }> {
  const going = new Map(plays.entries());
  while (going.size > 0) {
    for (const [index, play] of going) {
      const { done, value } = play.next();
      if (done) going.delete(index);
      // Only pictures have to be made first, and no scenario of a chat draws any.
      else if (!isUnmade<WireEvent>(value)) yield { index, event: value };
    }
  }
}
