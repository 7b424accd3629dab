import type { StoredImage } from '../../../../../lib/storage/images/image-entry.ts';
import type { ImageStore, ImageToStore } from '../../../../../lib/storage/images/image-store.ts';

/** An upload that the test finishes. */
export interface Upload {
  readonly image: ImageToStore;
  readonly resolve: (stored: StoredImage) => void;
  readonly reject: (error: unknown) => void;
}

/** A store that keeps what it is given waiting until the test says what became of it. */
export function waitingStore() {
  const uploads: Upload[] = [];
  const store: ImageStore = {
    put(image) {
      const { promise, resolve, reject } = Promise.withResolvers<StoredImage>();
      uploads.push({ image, resolve, reject });
      return promise;
    },
  };
  return { store, uploads };
}

/** What a store says of an image that it has taken. */
export function stored(name: string): StoredImage {
  return { key: `images/${name}.png`, url: `https://s3.test/${name}`, expiresAt: '2026-11-22T13:00:00.000Z' };
}

/** A picture of 3 x 2 pixels, as far as its header tells, that many bytes long. */
export function pngOf(bytes: number): Buffer {
  const header = Buffer.from('89504e470d0a1a0a0000000d49484452000000030000000208020000001216f14d', 'hex');
  return Buffer.concat([header, Buffer.alloc(Math.max(bytes - header.length, 0), 7)]);
}

/** A finished image_generation_call with such a picture. */
export function imageCall(id: string, base64: string | null, fields: Readonly<Record<string, unknown>> = {}) {
  return {
    id,
    type: 'image_generation_call',
    status: 'completed',
    background: 'opaque',
    quality: 'high',
    result: base64,
    revised_prompt: 'A café.',
    size: '1024x1024',
    ...fields,
  };
}
