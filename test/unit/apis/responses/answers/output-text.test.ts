import { expect, it } from 'vitest';
import { outputText } from '../../../../../lib/apis/responses/answers/output-text.ts';
import { message, outputOf } from './fixtures.ts';

const refusal = { id: 'msg_9', type: 'message', role: 'assistant', content: [{ type: 'refusal', refusal: 'No.' }] };
const reasoning = { id: 'rs_1', type: 'reasoning', summary: [], content: [{ type: 'reasoning_text', text: 'hmm' }] };

it.each([
  ['nothing', [], ''],
  ['one message', [message('Hello')], 'Hello'],
  ['several parts', [message('a', '', 'b')], 'ab'],
  ['several messages around other items', [message('a'), reasoning, message('b', 'c')], 'abc'],
  ['a refusal', [refusal], ''],
  ['a message without content', [{ type: 'message', role: 'assistant' }], ''],
])('joins the text of %s', (_, items, text) => {
  expect(outputText(outputOf(...items))).toBe(text);
});
