import { describe, expect, it } from 'vitest';
import type { Frame, Json } from '../../../../lib/web/playground/frame.ts';
import { applyFrame, joinedText, newTranscript, transcriptOf } from '../../../../lib/web/playground/transcript.ts';

const frame = (event: string, data: Json): Frame => ({ id: undefined, event, data });
const played = (...frames: Frame[]) => {
  const transcript = newTranscript();
  for (const one of frames) applyFrame(transcript, one);
  return transcript;
};
const delta = (sequence: number, text: string, more: Json = {}) =>
  frame('response.output_text.delta', { item_id: 'msg_1', content_index: 0, delta: text, sequence, ...more });
const textOf = (transcript: ReturnType<typeof newTranscript>, id: string, channel: string) => {
  const item = transcript.items.get(id);
  return item && joinedText(item, channel);
};

describe('a transcript', () => {
  it('joins the pieces of a text', () => {
    expect(textOf(played(delta(1, 'Hel'), delta(2, 'lo')), 'msg_1', 'text')).toBe('Hello');
  });

  it('takes a frame that comes again once', () => {
    expect(textOf(played(delta(1, 'Hel'), delta(2, 'lo'), delta(2, 'lo')), 'msg_1', 'text')).toBe('Hello');
  });

  it.each([
    [3, 'Hello'],
    [0, 'lo'],
  ])('puts what an archive replays where its text_offset %i says', (text_offset, text) => {
    const transcript = played(delta(1, 'Hel'), delta(2, 'xx'), delta(2, 'lo', { replayed: true, text_offset }));
    expect(textOf(transcript, 'msg_1', 'text')).toBe(text);
  });

  it('goes by the whole text once it comes', () => {
    const done = frame('response.output_text.done', {
      item_id: 'msg_1',
      content_index: 0,
      text: 'Hello!',
      sequence: 2,
    });
    expect(textOf(played(delta(1, 'Hel'), done), 'msg_1', 'text')).toBe('Hello!');
  });

  it.each([
    ['response.reasoning_summary_text.delta', { summary_index: 0 }, 'summary'],
    ['response.reasoning_text.delta', { content_index: 0 }, 'thoughts'],
    ['response.refusal.delta', { content_index: 0 }, 'refusal'],
    ['response.code_interpreter_call_code.delta', {}, 'code'],
    ['response.function_call_arguments.delta', {}, 'arguments'],
    ['response.mcp_call_arguments.delta', {}, 'arguments'],
    ['response.custom_tool_call_input.delta', {}, 'input'],
  ])('keeps %s in a channel of its own', (event, place, channel) => {
    const transcript = played(frame(event, { item_id: 'item_1', delta: 'piece', ...place }));
    expect(textOf(transcript, 'item_1', channel)).toBe('piece');
  });

  it('keeps the parts of a summary apart', () => {
    const part = (summary_index: number, text: string) =>
      frame('response.reasoning_summary_text.delta', { item_id: 'rs_1', summary_index, delta: text });
    expect(textOf(played(part(0, 'one'), part(1, 'two')), 'rs_1', 'summary')).toBe('one\n\ntwo');
  });

  it('says which items have changed', () => {
    expect([...played(delta(1, 'Hel')).changed]).toEqual(['msg_1']);
  });

  it('takes usage, cost and status of the terminal event', () => {
    const transcript = played(
      frame('response.completed', { status: 'completed', model: 'm', usage: { input_tokens: 1 }, cost_estimate: 0.5 }),
    );
    expect(transcript).toMatchObject({ status: 'completed', model: 'm', usage: { input_tokens: 1 }, cost: 0.5 });
  });

  it('forgets the failure of a cut whose stream was gone on with to its end', () => {
    const cut = frame('error', { message: 'cut', sequence: 1 });
    expect(played(cut).failure).toMatchObject({ message: 'cut' });
    expect(played(cut, frame('response.completed', { status: 'completed', sequence: 2 })).failure).toBeUndefined();
  });

  it('keeps the code and the hint of an error when response.failed follows', () => {
    const transcript = played(
      frame('error', { code: 'server_error', message: 'no', hint: 'again', sequence: 1 }),
      frame('response.failed', { status: 'failed', error: { message: 'no' }, sequence: 2 }),
    );
    expect(transcript.failure).toMatchObject({ code: 'server_error', hint: 'again' });
  });

  it.each([
    ['an unknown event', frame('response.never_heard_of', { item_id: 'x' })],
    ['a name of Object.prototype', frame('constructor', {})],
    ['fields of other types', frame('response.output_text.delta', { delta: 4, item_id: null })],
    ['an item that is none', frame('response.output_item.done', { item: 'text' })],
  ])('is not moved by %s', (_, odd) => {
    expect(played(odd).items.size).toBe(0);
  });

  it('is made of a whole response as well', () => {
    const transcript = transcriptOf({
      id: 'resp_1',
      status: 'completed',
      output: [
        { id: 'rs_1', type: 'reasoning', summary: [{ type: 'summary_text', text: 'thought' }] },
        {
          id: 'msg_1',
          type: 'message',
          content: [{ type: 'output_text', text: 'Hello', annotations: [{ url: 'u' }] }],
        },
      ],
    });
    expect(textOf(transcript, 'rs_1', 'summary')).toBe('thought');
    expect(textOf(transcript, 'msg_1', 'text')).toBe('Hello');
    expect(transcript.items.get('msg_1')?.annotations).toEqual([{ url: 'u' }]);
  });
});
