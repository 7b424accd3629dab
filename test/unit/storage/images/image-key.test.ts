import { describe, expect, it } from 'vitest';
import { ServiceError } from '../../../../lib/errors/service-error.ts';
import { imageKey, imageOfPointer, pointerKey, pointerPrefix } from '../../../../lib/storage/images/image-key.ts';

const parts = {
  responseId: 'resp_68af',
  itemId: 'ig_01-A',
  extension: 'png',
  createdAt: new Date('2026-03-09T23:30:00-05:00'),
};

/** What must never be part of a key. */
const refused = [
  ...['../etc', 'a/b', '..', 'a\r\nx-amz-acl: public-read', 'a\n', 'a\0', 'a b', 'a%2fb', 'ä', '', 'a'.repeat(513)],
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

describe('an id that another gateway has made', () => {
  const odd = [
    'resp.1',
    'resp_1=',
    '...',
    'a'.repeat(129),
    'a'.repeat(512),
    `${'a'.repeat(511)}b`,
    '../x'.replace('/', '.'),
  ];

  it.each(odd)('%s is hashed in keys, and its images are found by it', (responseId) => {
    const key = imageKey({ ...parts, responseId });
    expect(key).toMatch(/^images\/2026\/03\/10\/sha256\.[0-9a-f]{64}\/ig_01-A\.png$/);
    expect(pointerKey({ ...parts, responseId }).startsWith(pointerPrefix(responseId))).toBe(true);
    expect(imageOfPointer(pointerKey({ ...parts, responseId }))).toEqual({ id: parts.itemId, key });
  });

  it('shares no key with another, not even with one that is called as its hash is', () => {
    const ids = [...odd, 'resp', 'resp_1', pointerPrefix('resp.1').split('/')[2] ?? ''];
    expect(new Set(ids.map((responseId) => imageKey({ ...parts, responseId }))).size).toBe(ids.length);
    expect(new Set(ids.map((id) => pointerPrefix(id))).size).toBe(ids.length);
  });

  it('is no item of an image', () => {
    expect(() => imageKey({ ...parts, itemId: 'ig.1' })).toThrow(ServiceError);
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
