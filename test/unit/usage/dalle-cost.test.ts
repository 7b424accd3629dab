import { expect, it } from 'vitest';
import { dalleCost } from '../../../lib/usage/dalle-cost.ts';

it.each([
  [{ model: 'dall-e-3' }, 1, 0.04],
  [{ model: 'dall-e-3', size: null, quality: 'auto' }, 1, 0.04],
  [{ model: 'dall-e-3', size: '1792x1024' }, 1, 0.08],
  [{ model: 'dall-e-3', size: '1024x1792', quality: 'hd' }, 1, 0.12],
  [{ model: 'dall-e-3', quality: 'hd' }, 1, 0.08],
  [{ model: 'dall-e-2' }, 3, 0.06],
  [{ model: 'dall-e-2', size: '256x256' }, 10, 0.16],
  [{ model: 'dall-e-2', size: '512x512', quality: 'standard' }, 2, 0.036],
  [{ model: 'dall-e-2', quality: 'hd' }, 1, null],
  [{ model: 'dall-e-3', size: '256x256' }, 1, null],
  [{ model: 'gpt-image-2' }, 1, null],
  [{ model: 'constructor', size: 'name' }, 1, null],
  [undefined, 1, null],
])('images of %o, %i of them, cost %s USD', (request, images, cost) => {
  expect(dalleCost(request, images)).toBe(cost);
});
