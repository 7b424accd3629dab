import { expect, it } from 'vitest';
import { imageCatalogue } from '../../../../../lib/apis/images/events/image-catalogue.ts';
import { newImageState } from '../../../../../lib/apis/images/events/image-state.ts';

it.each(['image_generation', 'image_edit'])('counts the images of %s that are whole, with what each took', (kind) => {
  const state = newImageState(1);
  const row = imageCatalogue.rowOf(`${kind}.completed`);
  for (const usage of [{ input_tokens: 1 }, undefined])
    row.observes?.({ event: { type: `${kind}.completed`, usage }, state, context: undefined });
  expect(state).toMatchObject({ completed: 2, usages: [{ input_tokens: 1 }, undefined] });
  expect(row.ends).toBeUndefined();
  expect(row.keepsLongStrings).toBe(true);
});

it.each([
  ['image_generation.partial_image', true],
  ['image_generation.unheard_of', false],
  ['error', true],
])('lists %s: %s', (type, isListed) => {
  expect(imageCatalogue.listedRow(type) !== undefined).toBe(isListed);
  expect(imageCatalogue.isEventType(type)).toBe(true);
});

it('knows no event of another API', () => {
  expect(imageCatalogue.isEventType('response.created')).toBe(false);
});
