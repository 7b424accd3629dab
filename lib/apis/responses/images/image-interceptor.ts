import { isNestedTooDeep } from '../../../errors/nesting.ts';
import { ServiceError } from '../../../errors/service-error.ts';
import { type Fields, fieldsOf, isFields, jsonOrUndefined } from '../../../json/fields.ts';
import { type ByteString, decodeText, encodeText } from '../../../large-json/byte-string.ts';
import type { LongString } from '../../../large-json/long-strings.ts';
import { deliveredEntry, type ImageDelivery } from '../../../storage/images/image-entry.ts';
import type { ImageStore } from '../../../storage/images/image-store.ts';
import { headType } from '../../../stream/envelope.ts';
import type { Interceptor } from '../../../stream/interceptor.ts';
import { responseCatalogue } from '../events/response-catalogue.ts';
import { imageResult } from './generated-images.ts';
import { imageOrigin, keepImage, storeFailure } from './keep-image.ts';

/** What the images of a stream are handled by. */
export interface ImageInterceptorOptions {
  readonly delivery: ImageDelivery;
  readonly openStore: () => Promise<ImageStore | undefined>;
  /** False where there is no bucket: then base64 goes out whatever `delivery` says, and no frame tells of a store. */
  readonly keeps: boolean;
  readonly now: () => Date;
  /** What is known of the response before its events come; a resumed stream has no more of those that tell. */
  readonly response?: object;
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
export function imageInterceptor({
  delivery,
  openStore,
  keeps,
  now,
  response = {},
}: ImageInterceptorOptions): Interceptor {
  const uploads = new Set<Upload>();
  const givenUp = new AbortController();
  const withholds = delivery === 'url' && keeps;
  let origin = imageOrigin(response, now());
  let insert: Parameters<Interceptor['open']>[0] = () => undefined;

  function remember(event: Fields): void {
    const response = fieldsOf(event.response);
    if (typeof response.id === 'string') origin = imageOrigin(response, origin.createdAt);
  }

  /** An item's event; without its base64 where that is withheld. */
  function passItem(event: Fields, bytes: ByteString, strings: readonly LongString[]): ByteString {
    const found = imageResult(event.item, strings);
    if (!found) return bytes;
    const { id } = found.image;
    const { result, ...item } = fieldsOf(event.item);
    const fail: Upload['fail'] = (failure) =>
      withholds
        ? insert('image.store_failed', { id, ...failure, result }, strings)
        : insert('image.store_failed', { id, ...failure });
    const done = keepImage(found, origin, openStore, givenUp.signal).then(({ entry, error }) => {
      // Abandoned meanwhile: what there was to say has been said.
      if (!uploads.delete(upload)) return;
      if (error) fail(storeFailure(error));
      else if (entry.key !== undefined) insert('image.stored', { ...deliveredEntry(entry, delivery) });
    });
    const upload: Upload = { fail, done };
    uploads.add(upload);
    return withholds ? encodeText(JSON.stringify({ ...event, item })) : bytes;
  }

  return {
    open: (given) => {
      insert = given;
    },
    pass: (bytes, strings) => {
      // An event that a proxy has written anew, with its type elsewhere, is looked into.
      if (!mayTell(headType(bytes))) return bytes;
      const event = parsed(bytes);
      if (typeof event?.type === 'string' && hasWholeItem(event.type)) return passItem(event, bytes, strings);
      if (event) remember(event);
      return bytes;
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

/** Whether an event of a type, where that is known, has an image or the response that it is of. */
function mayTell(type: string | undefined): boolean {
  return type === undefined || hasWholeItem(type) || responseCatalogue.rowOf(type).carries === 'response';
}

function hasWholeItem(type: string): boolean {
  return responseCatalogue.rowOf(type).item === 'done';
}

/** What is no JSON, or nested too deeply, is for the stream's own check to refuse. */
function parsed(json: ByteString): Fields | undefined {
  const event = jsonOrUndefined(decodeText(json));
  return isFields(event) && !isNestedTooDeep(event) ? event : undefined;
}
