import { describe, expect, it } from 'vitest';
import type { Json } from '../../../../lib/web/playground/frame.ts';
import { notePicture, type Pictures } from '../../../../lib/web/playground/pictures.ts';
import { pictureUri, safeLink, safePicture } from '../../../../lib/web/playground/safe-url.ts';

const note = (pictures: Pictures, event: string, data: Json) => notePicture(pictures, { id: undefined, event, data });
const partial = (b64: string) => ({ item_id: 'ig_1', partial_image_b64: b64, content_type: 'image/webp' });

describe('the image of a stream', () => {
  it('is sharpened by each partial image, and at last is the stored one', () => {
    const pictures: Pictures = new Map();
    note(pictures, 'response.image_generation_call.partial_image', partial('AA=='));
    note(pictures, 'response.image_generation_call.partial_image', partial('BB=='));
    expect(pictures.get('ig_1')).toMatchObject({
      stage: 'partial',
      partials: 2,
      source: 'data:image/webp;base64,BB==',
    });
    note(pictures, 'response.output_item.done', {
      item: { id: 'ig_1', type: 'image_generation_call', output_format: 'png' },
    });
    expect(pictures.get('ig_1')).toMatchObject({ stage: 'drawn', source: 'data:image/webp;base64,BB==' });
    note(pictures, 'image.stored', { id: 'ig_1', url: 'https://bucket.example/ig_1.png', width: 3 });
    expect(pictures.get('ig_1')).toMatchObject({ stage: 'kept', source: 'https://bucket.example/ig_1.png' });
  });

  it('is shown from its base64 where it was not kept', () => {
    const pictures: Pictures = new Map();
    note(pictures, 'image.store_failed', { id: 'ig_1', message: 'S3 is away.', hint: 'Wait.', result: 'AA==' });
    expect(pictures.get('ig_1')).toMatchObject({
      stage: 'not kept',
      failure: 'S3 is away. Wait.',
      source: 'data:image/png;base64,AA==',
    });
  });

  it('is not an item of another type', () => {
    const pictures: Pictures = new Map();
    expect(note(pictures, 'response.output_item.done', { item: { id: 'msg_1', type: 'message' } })).toBeUndefined();
    expect(pictures.size).toBe(0);
  });
});

describe('addresses of what a model says', () => {
  it.each([
    ['https://example.com/a', 'https://example.com/a'],
    ['http://example.com/', 'http://example.com/'],
    ['javascript:alert(1)', undefined],
    [' javascript:alert(1)', undefined],
    ['data:text/html,<script>', undefined],
    ['/relative', undefined],
    [4, undefined],
  ])('follow %s as %s', (address, link) => {
    expect(safeLink(address)).toBe(link);
  });

  it.each([
    ['data:image/png;base64,AA==', true],
    ['data:text/html;base64,AA==', false],
    ['https://tracker.example/pixel.png', false],
    [undefined, false],
  ])('show %s as a picture: %s', (address, shown) => {
    expect(safePicture(address)).toBe(shown ? address : undefined);
  });

  it('make no picture of another type', () => {
    expect(pictureUri('text/html', 'AA==')).toBeUndefined();
  });
});
