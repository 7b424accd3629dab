import { describe, expect, it } from 'vitest';
import { textAnswer } from '../../../../../lib/apis/responses/answers/text-answer.ts';
import { message, responseWith } from './fixtures.ts';

const functionCall = { id: 'fc_1', type: 'function_call', call_id: 'call_1', name: 'add', arguments: '{}' };
const searchCall = { id: 'ws_1', type: 'web_search_call', status: 'completed', action: { type: 'search', query: 'a' } };

describe('textAnswer', () => {
  it('keeps every field of the response, unknown ones too, in the order they came', () => {
    const response = responseWith([message('Hi')], { usage: null, moons: { titan: 1 } });
    const answer = JSON.parse(JSON.stringify(textAnswer(response)));
    const { output_text, output_tool_calls, ...rest } = answer;
    expect(JSON.stringify(rest)).toBe(JSON.stringify(response));
    expect(Object.keys(answer)).toEqual([...Object.keys(response), 'output_text', 'output_tool_calls']);
  });

  it('leaves the response itself unchanged', () => {
    const response = responseWith([message('Hi'), functionCall]);
    const before = structuredClone(response);
    textAnswer(response);
    expect(response).toEqual(before);
  });

  it('has no first tool call and an empty list where no tool was called', () => {
    const answer = textAnswer(responseWith([message('Hi')]));
    expect(answer).not.toHaveProperty('output_tool_call');
    expect(answer.output_tool_calls).toEqual([]);
  });

  it('lists all tool calls in order and repeats the first', () => {
    const answer = textAnswer(responseWith([{ type: 'reasoning', id: 'rs_1', summary: [] }, functionCall, searchCall]));
    expect(answer.output_tool_calls.map((call) => call.call_id)).toEqual(['call_1', 'ws_1']);
    expect(answer.output_tool_call).toEqual(answer.output_tool_calls[0]);
  });

  it.each([
    ['an empty output', { output: [] }],
    ['no output field', { output: undefined }],
  ])('answers %s with empty text', (_, fields) => {
    const answer = textAnswer(responseWith([], fields));
    expect(answer).toMatchObject({ output_text: '', output_tool_calls: [] });
  });

  it('sets output_text anew where the SDK has added one', () => {
    const answer = textAnswer(responseWith([message('new')], { output_text: 'old' }));
    expect(answer.output_text).toBe('new');
  });
});
