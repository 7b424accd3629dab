import type { Response } from 'openai/resources/responses/responses';
import { expect, it } from 'vitest';
import { textAnswer } from '../../../../../lib/apis/responses/answers/text-answer.ts';

const spoken = { type: 'output_audio', data: Buffer.from('fLaC').toString('base64'), transcript: 'Hi' };
const response = (...content: readonly object[]) =>
  ({ id: 'resp_1', output: [{ type: 'reasoning' }, { type: 'message', content }] }) as unknown as Response;

it('names the media type of each spoken part: what was asked for, else what the bytes tell', () => {
  const text = { type: 'output_text', text: 'Hi' };
  const { output } = textAnswer(response(text, spoken), 'audio/mpeg');
  expect(output[1]).toEqual({ type: 'message', content: [text, { ...spoken, media_type: 'audio/mpeg' }] });
  expect(textAnswer(response(spoken)).output[1]).toMatchObject({ content: [{ media_type: 'audio/flac' }] });
});

it('answers with what came where nothing is spoken', () => {
  const plain = response({ type: 'output_text', text: 'Hi' });
  expect(textAnswer(plain).output).toBe(plain.output);
});

it('keeps what is no item where something is spoken', () => {
  const odd = { id: 'resp_1', output: [null, { type: 'message', content: [null, spoken] }] } as unknown as Response;
  const content = [null, { ...spoken, media_type: 'audio/wav' }];
  expect(textAnswer(odd, 'audio/wav').output).toEqual([null, { type: 'message', content }]);
});
