import { describe, expect, it } from 'vitest';
import { ServiceError } from '../../../lib/errors/service-error.ts';
import { imageKey, imageOfPointer, pointerKey, pointerPrefix } from '../../../lib/images/image-key.ts';

const parts = {
  responseId: 'resp_68af',
  itemId: 'ig_01-A',
  extension: 'png',
  createdAt: new Date('2026-03-09T23:30:00-05:00'),
};

/** What must never be part of a key. */
const refused = [
  ...['../etc', 'a/b', '..', 'a\r\nx-amz-acl: public-read', 'a\n', 'a\0', 'a b', 'a%2fb', 'ä', '', 'a'.repeat(129)],
  'resp_1?x',
];

describe('imageKey', () => {
  it('is of the UTC day, the response and the item', () => {
    expect(imageKey(parts)).toBe('images/2026/03/10/resp_68af/ig_01-A.png');
  });

  it.each(refused)('refuses %j as the id of a response or an item', (id) => {
    for (const wrong of [{ responseId: id }, { itemId: id }]) {
      expect(() => imageKey({ ...parts, ...wrong })).toThrow(ServiceError);
      expect(() => pointerKey({ ...parts, ...wrong })).toThrow(ServiceError);
    }
    expect(() => pointerPrefix(id)).toThrow(ServiceError);
  });

  it.each(['', 'p/ng', '.png', 'PNG'])('refuses %j as an extension', (extension) => {
    expect(() => imageKey({ ...parts, extension })).toThrow(ServiceError);
  });

  it('refuses an image of no day', () => {
    expect(() => imageKey({ ...parts, createdAt: new Date(Number.NaN) })).toThrow(ServiceError);
  });
});

describe('a pointer', () => {
  it('is below its response and leads back to the image', () => {
    const pointer = pointerKey(parts);
    expect(pointer.startsWith(pointerPrefix(parts.responseId))).toBe(true);
    expect(imageOfPointer(pointer)).toEqual({ id: parts.itemId, key: imageKey(parts) });
  });

  it('of one response is not below another whose id begins alike', () => {
    expect(pointerKey({ ...parts, responseId: 'resp_12' }).startsWith(pointerPrefix('resp_1'))).toBe(false);
  });

  it.each(['images/by-response/resp_1/', 'images/by-response/resp_1/notes.txt', 'images/2026/03/10/resp_1/ig_1.png'])(
    'is not seen in %s',
    (key) => {
      expect(imageOfPointer(key)).toBeUndefined();
    },
  );
});
