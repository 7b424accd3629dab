import { describe, expect, it } from 'vitest';
import { rowOf, unlistedEvents } from '../../../../../lib/apis/responses/events/catalogue.ts';
import { newStreamState } from '../../../../../lib/apis/responses/events/stream-state.ts';
import { MalformedEvent } from '../../../../../lib/stream/parse-event.ts';
import { frameTextOf, readFrame, streamContext } from './stream-setting.ts';

const context = streamContext();

describe('a type that the SDK does not list', () => {
  it.each([
    ['response.holograms.delta', { delta: [1, { a: null }], deep: { sequence_number: 4 } }],
    ['response.holograms.done', {}],
    ['Vendor-Event', { n: 1e21, text: 'é\u2028' }],
    ['constructor', { a: 1 }],
  ])('%s is forwarded whole, and counted as unknown', (type, fields) => {
    const state = newStreamState({ responseId: 'resp_1' });
    const text = JSON.stringify({ type, sequence_number: 3, ...fields });
    for (let time = 0; time < 2; time += 1) {
      expect(readFrame(frameTextOf(text, undefined, state, context))).toEqual({
        id: '3',
        event: type,
        data: { ...fields, response_id: 'resp_1', sequence: 3 },
      });
    }
    expect(state.unknownEvents).toEqual(new Map([[type, 2]]));
    expect(state.counts).toEqual(new Map([[type, 2]]));
  });

  const patch = { item_id: 'ap_1', output_index: 0 };

  it.each([
    ['keepalive', {}, {}],
    ['response.apply_patch_call_operation_diff.delta', { ...patch, delta: '+a' }, { call_id: 'call_ap' }],
    ['response.apply_patch_call_operation_diff.done', { ...patch, diff: '+a\n' }, { call_id: 'call_ap' }],
  ])('%s is known all the same', (type, own, added) => {
    const state = newStreamState({ responseId: 'resp_1' });
    const item = { type: 'apply_patch_call', id: 'ap_1', call_id: 'call_ap' };
    frameTextOf(
      JSON.stringify({ type: 'response.output_item.added', output_index: 0, item }),
      undefined,
      state,
      context,
    );

    const text = JSON.stringify({ type, ...own, sequence_number: 5 });

    expect(readFrame(frameTextOf(text, type, state, context))).toEqual({
      id: '5',
      event: type,
      data: { ...own, ...added, response_id: 'resp_1', sequence: 5 },
    });
    expect(state.unknownEvents.size).toBe(0);
    expect(rowOf(type)).toBe(unlistedEvents[type as keyof typeof unlistedEvents]);
  });

  it.each([
    ['\n', 'a\nb', 'a b'],
    ['\r', 'a\rdata: {}', 'a data: {}'],
    ['\r\n twice', 'a\r\n\r\nevent: error', 'a event: error'],
    ['NUL', 'a\0b', 'a b'],
    ['at its end', 'a\n', 'a '],
  ])('cannot inject a line: %s', (_name, type, expected) => {
    const state = newStreamState();
    const text = frameTextOf(JSON.stringify({ type, sequence_number: 1 }), undefined, state, context);
    expect(readFrame(text)).toEqual({ id: '1', event: expected, data: { sequence: 1 } });
  });

  it('is taken from the SSE field where the data has none', () => {
    const text = frameTextOf('{"delta":"x"}', 'response.output_text.delta', newStreamState(), context);
    expect(readFrame(text)).toEqual({
      id: '0',
      event: 'response.output_text.delta',
      data: { delta: 'x', sequence: 0 },
    });
  });
});

describe('what is no event', () => {
  it.each([
    ['text', 'garbage'],
    ['JSON cut short', '{"type":"response.output_text.delta","delta":"a'],
    ['a flat object cut short', '{"type":"keepalive","sequence_number":1'],
    ['two objects', '{"type":"keepalive"}{"type":"keepalive"}'],
    ['an array', '[]'],
    ['null', 'null'],
    ['a string', '"keepalive"'],
    ['an empty type', '{"type":""}'],
    ['a type that is no string', '{"type":7}'],
    ['no type at all', '{"delta":"x"}'],
    ['nothing', ''],
  ])('%s is malformed, and changes nothing', (_name, text) => {
    const state = newStreamState();
    expect(() => frameTextOf(text, undefined, state, context)).toThrow(MalformedEvent);
    expect(state).toEqual(newStreamState());
  });
});
