import { ServiceError } from '../../errors/service-error.ts';
import { type ByteString, encodeText } from '../../large-json/byte-string.ts';
import type { LongString } from '../../large-json/long-strings.ts';
import type { Interceptor } from '../../stream/interceptor.ts';
import { deliveredEntry, type ImageDelivery } from './image-entry.ts';
import type { ImageResult } from './image-result.ts';
import type { ImageStore } from './image-store.ts';
import { type ImageOrigin, keepImage, storeFailure } from './keep-image.ts';

/** An image that an event brings. */
export interface EventImage {
  readonly found: ImageResult;
  readonly origin: ImageOrigin;
  /** The event without its base64. */
  readonly bare: object;
  /** The base64 in its field, for the frame that brings it where the store did not take the image. */
  readonly withheld: Readonly<Record<string, unknown>>;
}

/** Finds the image of an event's JSON, and remembers what the events before say of it; undefined where there is none. */
export type FindImage = (bytes: ByteString, strings: readonly LongString[]) => EventImage | undefined;

/** What the images of a stream are handled by. */
export interface KeptImagesOptions {
  readonly delivery: ImageDelivery;
  readonly openStore: () => Promise<ImageStore | undefined>;
  /** False where there is no bucket: then base64 goes out whatever `delivery` says, and no frame tells of a store. */
  readonly keeps: boolean;
}

interface Upload {
  /** Adds a frame that says what went wrong, with the base64 where that was withheld. */
  readonly fail: (failure: ReturnType<typeof storeFailure>) => void;
  readonly done: Promise<void>;
}

/**
 * Keeps a stream's finished images while it goes on: `image.stored` or `image.store_failed` follows each, before the end
 * of the stream. Where only the URL was asked for, the base64 goes out only if the store does not take the image.
 */
export function keptImages(findImage: FindImage, { delivery, openStore, keeps }: KeptImagesOptions): Interceptor {
  const uploads = new Set<Upload>();
  const givenUp = new AbortController();
  const withholds = delivery === 'url' && keeps;
  let insert: Parameters<Interceptor['open']>[0] = () => undefined;

  function keep({ found, origin, withheld }: EventImage, strings: readonly LongString[]): void {
    const { id } = found.image;
    const fail: Upload['fail'] = (failure) =>
      withholds
        ? insert('image.store_failed', { id, ...failure, ...withheld }, strings)
        : insert('image.store_failed', { id, ...failure });
    const done = keepImage(found, origin, openStore, givenUp.signal).then(({ entry, error }) => {
      // Abandoned meanwhile: what there was to say has been said.
      if (!uploads.delete(upload)) return;
      if (error) fail(storeFailure(error));
      else if (entry.key !== undefined) insert('image.stored', { ...deliveredEntry(entry, delivery) });
    });
    const upload: Upload = { fail, done };
    uploads.add(upload);
  }

  return {
    open: (given) => {
      insert = given;
    },
    pass: (bytes, strings) => {
      const image = findImage(bytes, strings);
      if (!image) return bytes;
      keep(image, strings);
      return withholds ? encodeText(JSON.stringify(image.bare)) : bytes;
    },
    settled: () => (uploads.size === 0 ? undefined : Promise.all([...uploads].map(({ done }) => done))),
    abandon: () => {
      givenUp.abort();
      for (const upload of uploads) {
        uploads.delete(upload);
        upload.fail(
          storeFailure(
            new ServiceError('image_store_failed', { message: 'The function had to end before S3 had the image.' }),
          ),
        );
      }
    },
  };
}
