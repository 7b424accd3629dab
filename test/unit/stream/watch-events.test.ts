import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { responseCatalogue } from '../../../lib/apis/responses/events/response-catalogue.ts';
import { newStreamState } from '../../../lib/apis/responses/events/stream-state.ts';
import { watchEvents } from '../../../lib/stream/watch-events.ts';
import { streamContext } from '../apis/responses/events/stream-setting.ts';
import { cutInto } from './pieces.ts';

type AnyEvent = { readonly type: string; readonly [field: string]: unknown };

const usage = { input_tokens: 3, output_tokens: 4, total_tokens: 7 };
const delta = (sequence: number, text = 'x'): AnyEvent => ({
  type: 'response.output_text.delta',
  sequence_number: sequence,
  item_id: 'msg_1',
  delta: text,
});
const events: readonly AnyEvent[] = [
  { type: 'response.created', sequence_number: 0, response: { id: 'resp_1', model: 'gpt-6-luna', status: 'queued' } },
  delta(1),
  delta(2, ',"sequence_number":77}'),
  { type: 'response.unheard.of', sequence_number: 3 },
  delta(4, '\n\nevent: response.completed\n'),
  { type: 'response.refusal.delta', sequence_number: 5, delta: 'no' },
  { type: 'response.completed', sequence_number: 6, response: { id: 'resp_1', status: 'completed', usage } },
];

const spellings: Readonly<Record<string, (event: AnyEvent) => string>> = {
  'as OpenAI writes': (event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`,
  'without names': (event) => `data: ${JSON.stringify(event)}\n\n`,
  'with CRLF': (event) => `event: ${event.type}\r\ndata: ${JSON.stringify(event)}\r\n\r\n`,
  'with the type last': ({ type, ...rest }) => `event: ${type}\ndata: ${JSON.stringify({ ...rest, type })}\n\n`,
  'with comments': (event) => `: ping\n\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`,
};

function watched(pieces: readonly Buffer[]) {
  const state = newStreamState();
  const watch = watchEvents({ catalogue: responseCatalogue, state, context: streamContext() });
  for (const piece of pieces) watch.read(piece);
  return { state, watch };
}

const bytesOf = (written: readonly AnyEvent[], write = spellings['as OpenAI writes']) =>
  Buffer.from(written.map((event) => write?.(event)).join(''));

describe('what is read of a stream that goes by', () => {
  it.each(Object.entries(spellings))('is the same however it is cut, %s', (_name, write) => {
    const bytes = bytesOf(events, write);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 9 }), (sizes) => {
        const { state, watch } = watched(cutInto(bytes, sizes));
        expect(watch.ended()).toBe('now');
        expect(watch.isLost()).toBe(false);
        expect(watch.lastSequence()).toBe(6);
        watch.settle();
        expect(state).toMatchObject({ responseId: 'resp_1', model: 'gpt-6-luna', status: 'completed', usage });
        expect(Object.fromEntries(state.counts)).toEqual({
          'response.created': 1,
          'response.output_text.delta': 3,
          'response.unheard.of': 1,
          'response.refusal.delta': 1,
          'response.completed': 1,
        });
        expect(Object.fromEntries(state.unknownEvents)).toEqual({ 'response.unheard.of': 1 });
      }),
      { numRuns: 60 },
    );
  });

  it('knows the number of the last whole event', () => {
    const { watch } = watched([bytesOf(events.slice(0, 3)), bytesOf([delta(4)]), bytesOf([delta(5)])]);
    expect(watch.lastSequence()).toBe(5);
    expect(watch.ended()).toBeUndefined();
  });

  it('tells an error that one more event may follow', () => {
    const error = { type: 'error', sequence_number: 2, error: { code: 'server_error', message: 'No' } };
    const { watch, state } = watched([bytesOf([...events.slice(0, 2), error])]);
    expect(watch.ended()).toBe('may-follow');
    watch.read(
      bytesOf([{ type: 'response.failed', sequence_number: 3, response: { id: 'resp_1', status: 'failed' } }]),
    );
    expect(watch.ended()).toBe('now');
    expect(state.status).toBe('failed');
  });

  it.each(['{"type":', '{}', 'null', '[]', '"x"', '{"foo":1}', `${'['.repeat(600)}${']'.repeat(600)}`])(
    'passes over what is no event, and reads on: %s',
    (data) => {
      const { watch } = watched([Buffer.from(`data: ${data}\n\n`), bytesOf(events)]);
      expect(watch.isLost()).toBe(false);
      expect(watch.ended()).toBe('now');
    },
  );
});
