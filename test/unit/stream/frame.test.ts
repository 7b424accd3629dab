import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newStreamState } from '../../../lib/apis/responses/events/stream-state.ts';
import { frameTextOf, readFrame, streamContext } from '../apis/responses/events/stream-setting.ts';
import { arbitraryEvents } from './arbitrary-events.ts';

const context = streamContext();

/** What JSON keeps of a value: `-0` becomes `0`. */
function throughJson(value: object): unknown {
  return JSON.parse(JSON.stringify(value));
}

describe('a frame, whether its bytes were spliced or parsed', () => {
  it.each([
    'response.output_text.delta',
    'response.function_call_arguments.delta',
    'response.code_interpreter_call.completed',
    'response.created',
    'response.something.new',
    'Unusual type\u2028"\\',
  ])('has the fields of %s that parsing gives, in any order and spelling', (type) => {
    fc.assert(
      fc.property(arbitraryEvents(type), ({ own, sequence, text }) => {
        const state = newStreamState({ responseId: 'resp_"1"' });
        const frame = readFrame(frameTextOf(text, undefined, state, context));
        const { response: _left, ...kept } = own;
        const expected = type === 'response.created' ? kept : own;
        expect(frame).toMatchObject({ id: String(sequence), event: type });
        expect(pick(frame.data, Object.keys(expected))).toEqual(throughJson(expected));
        expect(frame.data.sequence).toBe(sequence);
      }),
      { numRuns: 300 },
    );
  });

  it('adds nothing but sequence and response_id to a text delta', () => {
    fc.assert(
      fc.property(arbitraryEvents('response.output_text.delta'), ({ own, sequence, text }) => {
        const state = newStreamState({ responseId: 'resp_1' });
        const { data } = readFrame(frameTextOf(text, undefined, state, context));
        expect(data).toEqual({ ...(throughJson(own) as object), response_id: 'resp_1', sequence });
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['a space after the type', '{"type":"response.output_text.delta" ,"delta":"a","sequence_number":2}'],
    ['a line break after the type', '{"type":"response.output_text.delta"\n,"delta":"a","sequence_number":2}'],
    [
      'a space in an object of objects',
      '{"type":"response.output_text.delta" ,"delta":"a","o":{},"sequence_number":2}',
    ],
    ['a space after the whole event', '{"type":"new.type","sequence_number":2,"o":{},"delta":"a"} '],
  ])('is sound with %s', (_name, text) => {
    const { data } = readFrame(frameTextOf(text, undefined, newStreamState(), context));
    expect(data).toMatchObject({ delta: 'a', sequence: 2 });
  });

  it.each(['toString', 'constructor', 'valueOf', '__proto__', 'hasOwnProperty'])('keeps a field named %s', (name) => {
    const text = `{"delta":{},"type":"response.output_text.delta","${name}":1,"sequence_number":2}`;
    const { data } = readFrame(frameTextOf(text, undefined, newStreamState(), context));
    expect(Object.entries(data)).toContainEqual([name, 1]);
  });

  it.each(['response.output_text.delta', 'response.something.new'])(
    'carries the response_id that %s itself has',
    (type) => {
      const state = newStreamState({ responseId: 'resp_1' });
      const text = JSON.stringify({ type, sequence_number: 1, response_id: 'resp_own' });
      expect(readFrame(frameTextOf(text, undefined, state, context)).data).toEqual({
        response_id: 'resp_own',
        sequence: 1,
      });
    },
  );

  it.each([
    ['a number too large to be exact', '90071992547409930'],
    ['a fraction', '1.5'],
    ['an exponent', '1e3333'],
    ['a string', '"4"'],
    ['null', 'null'],
  ])('is numbered after the last one where upstream sends %s', (_name, number) => {
    const state = newStreamState();
    state.lastSequence = 4;
    const text = `{"type":"response.output_text.delta","sequence_number":${number},"delta":"a"}`;
    const frame = readFrame(frameTextOf(text, undefined, state, context));
    expect(frame).toEqual({ id: '5', event: 'response.output_text.delta', data: { delta: 'a', sequence: 5 } });
  });

  it('never changes the digits of a number', () => {
    const text = '{"type":"response.output_text.delta","n":12345678901234567890.10,"sequence_number":2}';
    expect(frameTextOf(text, undefined, newStreamState(), context)).toContain('"n":12345678901234567890.10');
  });
});

function pick(data: Readonly<Record<string, unknown>>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.filter((name) => Object.hasOwn(data, name)).map((name) => [name, data[name]]));
}
