import { expect, it } from 'vitest';
import { addUsage } from '../../../lib/usage/add-usage.ts';

const one = { input_tokens: 1, input_tokens_details: { text_tokens: 1 }, output_tokens: 2 };

it.each([
  ['none', [], undefined],
  ['one', [one], one],
  [
    'several, whose details differ',
    [one, { input_tokens: 3, input_tokens_details: { image_tokens: 3 }, output_tokens: 4 }],
    { input_tokens: 4, input_tokens_details: { text_tokens: 1, image_tokens: 3 }, output_tokens: 6 },
  ],
  ['several, of which one is missing', [one, undefined], undefined],
  ['what is no usage', ['a lot'], undefined],
])('adds up %s', (_, usages, sum) => {
  expect(addUsage(usages)).toEqual(sum);
});
