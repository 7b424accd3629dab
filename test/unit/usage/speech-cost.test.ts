import { expect, it } from 'vitest';
import { speechCost } from '../../../lib/usage/speech-cost.ts';

it.each([
  [{ model: 'tts-1', input: 'a'.repeat(1000) }, 0.015],
  [{ model: 'tts-1-hd', input: '😀'.repeat(1000) }, 0.03],
  [{ model: 'gpt-4o-mini-tts', input: 'a' }, null],
  [{ model: 'constructor', input: 'a' }, null],
  [{ model: 'tts-1' }, null],
  [undefined, null],
])('costs by characters: %o', (request, cost) => {
  expect(speechCost(request)).toBe(cost);
});
