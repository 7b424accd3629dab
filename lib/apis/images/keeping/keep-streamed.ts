import type { RequestContext } from '../../../context/request-context.ts';
import { isNestedTooDeep } from '../../../errors/nesting.ts';
import { isFields, jsonOrUndefined } from '../../../json/fields.ts';
import { decodeText } from '../../../large-json/byte-string.ts';
import type { ImageDelivery } from '../../../storage/images/image-entry.ts';
import { keptImages } from '../../../storage/images/image-interceptor.ts';
import { openImageStore } from '../../../storage/images/open-image-store.ts';
import { headType } from '../../../stream/envelope.ts';
import type { Interceptor } from '../../../stream/interceptor.ts';
import { type ImageSet, imageOf } from './image-set.ts';

/** Events that bring an image that is whole. */
const COMPLETED = /^image_(?:generation|edit)\.completed$/;

/** Keeps the images of a stream of the Images API, as `keptImages` does; undefined where there is no set, and so no bucket. */
export function keepStreamed(
  set: ImageSet | undefined,
  delivery: ImageDelivery,
  { environment }: RequestContext,
): Interceptor | undefined {
  if (!set) return undefined;
  let index = -1;
  return keptImages(
    (bytes, strings) => {
      const type = headType(bytes);
      // An event that a proxy has written anew, with its type elsewhere, is looked into.
      if (type !== undefined && !COMPLETED.test(type)) return undefined;
      const event = jsonOrUndefined(decodeText(bytes));
      if (!isFields(event) || isNestedTooDeep(event) || !COMPLETED.test(`${event.type}`)) return undefined;
      index += 1;
      const found = imageOf(event, { set, index, said: event, strings });
      if (!found) return undefined;
      const { b64_json: base64, ...bare } = event;
      return { found, origin: set.origin, bare, withheld: { b64_json: base64 } };
    },
    { delivery, openStore: () => openImageStore(environment), keeps: true },
  );
}
