import { describe, expect, it } from 'vitest';
import { imageResult } from '../../../../../lib/apis/responses/images/generated-images.ts';
import { takeOutLongStrings } from '../../../../../lib/large-json/long-strings.ts';
import { cutInto, noise } from '../../../stream/pieces.ts';
import { imageCall } from './waiting-store.ts';

const bytes = noise(300_000);
const base64 = bytes.toString('base64');

/** The item as it is read from the JSON of a large answer. */
function shortenedItem(text: string) {
  const { json, strings } = takeOutLongStrings(cutInto(Buffer.from(text), [16_384, 65_536]));
  return { item: JSON.parse(json), strings };
}

describe('imageResult', () => {
  it('reads an image whose base64 was left in place', () => {
    const found = imageResult(imageCall('ig_1', 'aGVsbG8='), []);
    expect(found?.image).toEqual({
      id: 'ig_1',
      revisedPrompt: 'A café.',
      size: '1024x1024',
      quality: 'high',
      background: 'opaque',
    });
    expect(found?.base64.map(String)).toEqual(['aGVsbG8=']);
  });

  it('reads an image whose base64 was taken out, as the bytes that were read', () => {
    const { item, strings } = shortenedItem(JSON.stringify(imageCall('ig_1', base64)));
    const found = imageResult(item, strings);
    expect(found?.base64).toBe(strings[0]);
    expect(Buffer.concat([...(found?.base64 ?? [])]).toString() === base64).toBe(true);
  });

  it('reads base64 whose slashes were escaped', () => {
    const text = JSON.stringify(imageCall('ig_1', base64)).replaceAll('/', '\\/');
    const { item, strings } = shortenedItem(text);
    expect(strings).toHaveLength(1);
    expect(Buffer.concat([...(imageResult(item, strings)?.base64 ?? [])]).toString() === base64).toBe(true);
  });

  it.each([
    ['nothing', {}, { id: 'ig_1', revisedPrompt: null, size: null, quality: null, background: null }],
    ['other types', { id: 7, size: 1024, revised_prompt: null }, { id: '', size: null, revisedPrompt: null }],
  ])('has null for what OpenAI left out: %s', (_name, fields, expected) => {
    const call = { id: 'ig_1', type: 'image_generation_call', result: 'AA==', ...fields };
    expect(imageResult(call, [])?.image).toMatchObject(expected);
  });

  it.each([
    ['a message', { type: 'message', id: 'msg_1', result: 'AA==' }],
    ['a call without a result', imageCall('ig_1', null)],
    ['a call with an empty result', imageCall('ig_1', '')],
    ['a call whose result is no text', { ...imageCall('ig_1', null), result: { b64: 'AA==' } }],
    ['null', null],
    ['a text', 'image_generation_call'],
    ['nothing', undefined],
  ])('finds no image in %s', (_name, item) => {
    expect(imageResult(item, [])).toBeUndefined();
  });
});
