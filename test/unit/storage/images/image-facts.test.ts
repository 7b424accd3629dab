import { describe, expect, it } from 'vitest';
import { imageFacts } from '../../../../lib/storage/images/image-facts.ts';
import { pictureHeight, pictures, pictureWidth } from '../../../support/pictures.ts';

const formats = await pictures();
const unknown = { contentType: 'application/octet-stream', extension: 'bin', width: null, height: null };

describe('imageFacts', () => {
  it.each(formats)('tells $contentType and the pixels by the bytes', ({ bytes, contentType, extension }) => {
    expect(imageFacts(bytes)).toEqual({ contentType, extension, width: pictureWidth, height: pictureHeight });
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['text', Buffer.from('An image was asked for.')],
    ['zeros', Buffer.alloc(64)],
    ['a format that no browser shows', Buffer.from('8BPS\0\u0001')],
  ])('takes %s for bytes of no known kind', (_, bytes) => {
    expect(imageFacts(bytes)).toEqual(unknown);
  });

  it.each([
    ['an SVG without a size', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"></svg>'), 'image/svg+xml'],
    ['a JPEG cut short', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 0x10]), 'image/jpeg'],
  ])('knows the type of %s, and no pixels', (_, bytes, contentType) => {
    expect(imageFacts(bytes)).toMatchObject({ contentType, width: null, height: null });
  });

  it.each(formats)('does not throw at $extension bytes that end anywhere', ({ bytes }) => {
    for (let end = 0; end < bytes.length; end += 1)
      expect(imageFacts(bytes.subarray(0, end)).contentType).toMatch(/\//);
  });
});
