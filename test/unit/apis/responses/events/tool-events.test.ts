import { describe, expect, it } from 'vitest';
import { newStreamState } from '../../../../../lib/apis/responses/events/stream-state.ts';
import { frameTextOf, readFrame, streamContext } from './stream-setting.ts';

interface TimedEvent {
  readonly type: string;
  /** When it comes, in milliseconds. */
  readonly at?: number;
  readonly [field: string]: unknown;
}

/** The frames' data of a stream of these events, numbered from 0. */
function framesOf(events: readonly TimedEvent[]): Record<string, unknown>[] {
  const state = newStreamState();
  return events.map(({ at = 0, type, ...fields }, index) => {
    const text = JSON.stringify({ type, ...fields, sequence_number: index });
    return readFrame(frameTextOf(text, type, state, streamContext({ now: () => at }))).data;
  });
}

const interpreter = { item_id: 'ci_1', output_index: 0 };

describe('a code interpreter call', () => {
  it('is completed with its code and its duration', () => {
    const item = { type: 'code_interpreter_call', id: 'ci_1', container_id: 'cntr_1' };
    const data = framesOf([
      { type: 'response.output_item.added', at: 1000, output_index: 0, item },
      { type: 'response.code_interpreter_call_code.done', at: 1500, ...interpreter, code: 'print("é")' },
      { type: 'response.code_interpreter_call.interpreting', at: 1600, ...interpreter },
      { type: 'response.code_interpreter_call.completed', at: 3250.4, ...interpreter },
    ]);
    const identity = { call_id: 'ci_1', container_id: 'cntr_1' };
    expect(data[0]).toEqual({ output_index: 0, item, ...identity, sequence: 0 });
    expect(data[2]).toEqual({ ...interpreter, ...identity, sequence: 2 });
    expect(data[3]).toEqual({ ...interpreter, ...identity, code: 'print("é")', duration_ms: 2250, sequence: 3 });
  });

  it('invents neither code nor duration where its beginning was not seen', () => {
    const [data] = framesOf([{ type: 'response.code_interpreter_call.completed', ...interpreter }]);
    expect(data).toEqual({ ...interpreter, call_id: 'ci_1', sequence: 0 });
  });

  it('keeps its code when its item is announced once more', () => {
    const item = { type: 'code_interpreter_call', id: 'ci_1', container_id: 'cntr_1' };
    const data = framesOf([
      { type: 'response.output_item.added', output_index: 0, item },
      { type: 'response.code_interpreter_call_code.done', ...interpreter, code: '1' },
      { type: 'response.output_item.added', at: 50, output_index: 0, item },
      { type: 'response.code_interpreter_call.completed', at: 70, ...interpreter },
    ]);
    expect(data[3]).toMatchObject({ code: '1', duration_ms: 70 });
  });

  it('learns its container late, from the finished item', () => {
    const data = framesOf([
      { type: 'response.output_item.added', output_index: 0, item: { type: 'code_interpreter_call', id: 'ci_1' } },
      { type: 'response.code_interpreter_call.in_progress', ...interpreter },
      { type: 'response.output_item.done', output_index: 0, item: { id: 'ci_1', container_id: 'cntr_2' } },
    ]);
    expect(data[1]).toEqual({ ...interpreter, call_id: 'ci_1', sequence: 1 });
    expect(data[2]).toMatchObject({ call_id: 'ci_1', container_id: 'cntr_2' });
  });
});

describe('the call that a tool event belongs to', () => {
  const shellItem = { type: 'shell_call', id: 'sh_1', call_id: 'call_sh' };

  it.each([
    ['its item, by id', { item_id: 'sh_1', output_index: 2 }, 'call_sh'],
    ['its item, by its place in the output where it carries no id', { output_index: 2 }, 'call_sh'],
    ['its item, by its place where a proxy has made up another id', { item_id: 'made_up', output_index: 2 }, 'call_sh'],
    ['nobody, where the item was not announced', { item_id: 'sh_9', output_index: 5 }, undefined],
    ['itself, where it names its call', { item_id: 'sh_1', output_index: 2, call_id: 'call_own' }, 'call_own'],
    ['nothing, where upstream says nothing of it', { output_index: 7 }, undefined],
  ])('is that of %s', (_name, fields, expected) => {
    const [, data] = framesOf([
      { type: 'response.output_item.added', output_index: 2, item: shellItem },
      { type: 'response.shell_call_command.delta', delta: 'ls', ...fields },
    ]);
    expect(data?.call_id).toBe(expected);
  });

  it.each(['fc\u00e9', 'fc "1"', 'fc\\1', 'fc\n1'])('is found by an id that is not plain ASCII: %j', (id) => {
    const [, data, resumed] = framesOf([
      { type: 'response.output_item.added', output_index: 0, item: { type: 'function_call', id, call_id: 'call_1' } },
      { type: 'response.function_call_arguments.delta', item_id: id, output_index: 0, delta: 'x' },
      { type: 'response.web_search_call.searching', item_id: `${id}-2`, output_index: 1 },
    ]);
    expect(data?.call_id).toBe('call_1');
    // OpenAI's own tools have no other.
    expect(resumed?.call_id).toBe(`${id}-2`);
  });

  it('is not asked for of messages and reasoning', () => {
    const data = framesOf([
      { type: 'response.output_item.added', output_index: 0, item: { type: 'message', id: 'msg_1' } },
      { type: 'response.output_item.added', output_index: 1, item: { type: 'reasoning', id: 'rs_1' } },
    ]);
    expect(data.filter((frame) => 'call_id' in frame)).toEqual([]);
  });
});

describe('the call of an item whose id is another one in each event', () => {
  const announced = (item: object) => ({ type: 'response.output_item.added', output_index: 1, item });
  const ended = (item: object) => ({ type: 'response.output_item.done', at: 50, output_index: 1, item });

  it.each<readonly [string, object, readonly string[]]>([
    ['function_call', { call_id: 'call_1' }, ['response.function_call_arguments.delta']],
    ['custom_tool_call', { call_id: 'call_1' }, ['response.custom_tool_call_input.done']],
    ['shell_call', { call_id: 'call_1' }, ['response.shell_call_command.delta']],
    ['mcp_call', {}, ['response.mcp_call_arguments.delta', 'response.mcp_call.completed']],
    ['web_search_call', {}, ['response.web_search_call.searching']],
    ['image_generation_call', {}, ['response.image_generation_call.generating']],
    ['code_interpreter_call', { container_id: 'cntr_1' }, ['response.code_interpreter_call.interpreting']],
  ])('%s is the one that was announced at its place', (type, fields, events) => {
    const expected = 'call_id' in fields ? 'call_1' : 'id_added';
    const data = framesOf([
      announced({ type, id: 'id_added', ...fields }),
      ...events.map((event, index) => ({ type: event, item_id: `id_${index}`, output_index: 1 })),
      ended({ type, id: 'id_done', ...fields }),
      { type: events[0] ?? '', item_id: 'id_late', output_index: 1 },
    ]);
    expect(data.map(({ call_id }) => call_id)).toEqual(data.map(() => expected));
    if ('container_id' in fields)
      expect(data.map(({ container_id }) => container_id)).toEqual(data.map(() => 'cntr_1'));
  });

  it('is the announced one, too, where the end names none', () => {
    const [, data] = framesOf([
      announced({ type: 'function_call', id: 'a', call_id: 'call_1' }),
      ended({ type: 'function_call', id: 'b' }),
    ]);
    expect(data?.call_id).toBe('call_1');
  });

  it('counts the time of a code interpreter call from its announcement', () => {
    const [, , data] = framesOf([
      { ...announced({ type: 'code_interpreter_call', id: 'a' }), at: 100 },
      { type: 'response.code_interpreter_call_code.done', at: 150, item_id: 'b', output_index: 1, code: 'print(1)' },
      { type: 'response.code_interpreter_call.completed', at: 400, item_id: 'c', output_index: 1 },
    ]);
    expect(data).toMatchObject({ call_id: 'a', code: 'print(1)', duration_ms: 300 });
  });

  it('is not that of another item which an upstream announces at the same place', () => {
    const data = framesOf([
      announced({ type: 'web_search_call', id: 'ws_1' }),
      announced({ type: 'web_search_call', id: 'ws_2' }),
      { type: 'response.web_search_call.searching', item_id: 'ws_1', output_index: 1 },
    ]);
    expect(data.map(({ call_id }) => call_id)).toEqual(['ws_1', 'ws_2', 'ws_1']);
  });

  it('is never made up of the id of a call that the caller has to answer', () => {
    const data = framesOf([
      announced({ type: 'function_call', id: 'fc_1' }),
      { type: 'response.function_call_arguments.delta', item_id: 'fc_1', output_index: 1, delta: '{' },
      { type: 'response.custom_tool_call_input.delta', item_id: 'ctc_1', output_index: 4, delta: '{' },
    ]);
    expect(data.filter((frame) => 'call_id' in frame)).toEqual([]);
  });
});
