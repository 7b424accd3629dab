import { describe, expect, it } from 'vitest';
import { imageResult } from '../../../../lib/apis/responses/images/generated-images.ts';
import { ServiceError } from '../../../../lib/errors/service-error.ts';
import type { ImageStore, ImageToStore } from '../../../../lib/storage/images/image-store.ts';
import { keepImage, storeFailure } from '../../../../lib/storage/images/keep-image.ts';
import { pictureHeight, pictures, pictureWidth } from '../../../support/pictures.ts';
import { imageCall, stored } from '../../apis/responses/images/waiting-store.ts';

const origin = { responseId: 'resp_1', model: 'gpt-test', createdAt: new Date('2026-11-22T12:00:00.000Z') };

/** A store that takes everything, and what it was given. */
function taking() {
  const given: { readonly image: ImageToStore; readonly signal: AbortSignal | undefined }[] = [];
  const store: ImageStore = {
    put: async (image, signal) => {
      given.push({ image, signal });
      return stored('one');
    },
  };
  return { given, openStore: async () => store };
}

function resultOf(bytes: Buffer) {
  const result = imageResult(imageCall('ig_1', bytes.toString('base64')), []);
  if (!result) throw new Error('The call has no image');
  return result;
}

const drawn = await pictures();

const location = { key: 'images/one.png', url: 'https://s3.test/one', expires_at: '2026-11-22T13:00:00.000Z' };

describe('keepImage', () => {
  it.each(drawn)(
    'tells what $contentType is by its bytes, and stores them',
    async ({ bytes, contentType, extension }) => {
      const { given, openStore } = taking();
      const { entry, error } = await keepImage(resultOf(bytes), origin, openStore);
      expect(error).toBeUndefined();
      expect(entry).toEqual({
        id: 'ig_1',
        content_type: contentType,
        bytes: bytes.length,
        width: pictureWidth,
        height: pictureHeight,
        revised_prompt: 'A café.',
        size: '1024x1024',
        quality: 'high',
        background: 'opaque',
        ...location,
      });
      expect(given[0]?.image).toMatchObject({ ...origin, facts: { contentType, extension }, image: { id: 'ig_1' } });
      expect(given[0]?.image.bytes.equals(bytes)).toBe(true);
    },
  );

  it('stores what is no image that it knows', async () => {
    const { given, openStore } = taking();
    const { entry } = await keepImage(resultOf(Buffer.from('no image')), origin, openStore);
    expect(entry).toMatchObject({ content_type: 'application/octet-stream', bytes: 8, width: null, height: null });
    expect(entry).toMatchObject(location);
    expect(given[0]?.image.facts.extension).toBe('bin');
  });

  it('has no url, key or expiry where there is no store', async () => {
    const { entry, error } = await keepImage(resultOf(Buffer.from('x')), origin, async () => undefined);
    expect(error).toBeUndefined();
    expect(Object.keys(entry)).not.toEqual(expect.arrayContaining(['url']));
    expect(entry).not.toHaveProperty('key');
    expect(entry).not.toHaveProperty('expires_at');
  });

  it('lets its caller end an upload', async () => {
    const { given, openStore } = taking();
    const { signal } = new AbortController();
    await keepImage(resultOf(Buffer.from('x')), origin, openStore, signal);
    expect(given[0]?.signal).toBe(signal);
  });

  const missing = new ServiceError('image_store_missing');

  it.each([
    ['a store that refuses', async () => ({ put: () => Promise.reject(missing) }), 'image_store_missing'],
    ['a store that does not open', () => Promise.reject(missing), 'image_store_missing'],
    ['a store with a defect', async () => ({ put: () => Promise.reject(new TypeError('x')) }), 'internal_error'],
    [
      'a store that throws at once',
      async () => ({
        put() {
          throw new TypeError('x');
        },
      }),
      'internal_error',
    ],
  ])('comes back with the error of %s, and with the image’s facts', async (_name, openStore, code) => {
    const { entry, error } = await keepImage(resultOf(Buffer.from('x')), origin, openStore);
    expect(error?.code).toBe(code);
    expect(entry).toMatchObject({ id: 'ig_1', bytes: 1 });
    expect(entry).not.toHaveProperty('url');
  });
});

it('tells callers the code, the message and the hint of a failure, and nothing of its cause', () => {
  const failure = storeFailure(new ServiceError('image_store_failed', { cause: new Error('AKIA') }));
  expect(failure).toEqual({
    code: 'image_store_failed',
    message: expect.stringMatching(/\w/),
    hint: expect.stringMatching(/\w/),
  });
});
