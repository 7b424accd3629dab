import { isNestedTooDeep } from '../../../errors/nesting.ts';
import { type Fields, fieldsOf, isFields, jsonOrUndefined } from '../../../json/fields.ts';
import { type ByteString, decodeText } from '../../../large-json/byte-string.ts';
import { type KeptImagesOptions, keptImages } from '../../../storage/images/image-interceptor.ts';
import { imageOrigin } from '../../../storage/images/keep-image.ts';
import { headType } from '../../../stream/envelope.ts';
import type { Interceptor } from '../../../stream/interceptor.ts';
import { responseCatalogue } from '../events/response-catalogue.ts';
import { imageResult } from './generated-images.ts';

/** What the images of a response's stream are handled by. */
export interface ImageInterceptorOptions extends KeptImagesOptions {
  readonly now: () => Date;
  /** What is known of the response before its events come; a resumed stream has no more of those that tell. */
  readonly response?: object;
}

/** Keeps the finished images of a response's stream, as `keptImages` does. */
export function imageInterceptor({ now, response = {}, ...options }: ImageInterceptorOptions): Interceptor {
  let origin = imageOrigin(response, now());

  function remember(event: Fields): void {
    const response = fieldsOf(event.response);
    if (typeof response.id === 'string') origin = imageOrigin(response, origin.createdAt);
  }

  return keptImages((bytes, strings) => {
    // An event that a proxy has written anew, with its type elsewhere, is looked into.
    if (!mayTell(headType(bytes))) return undefined;
    const event = parsed(bytes);
    if (!event) return undefined;
    if (typeof event.type !== 'string' || !hasWholeItem(event.type)) {
      remember(event);
      return undefined;
    }
    const found = imageResult(event.item, strings);
    if (!found) return undefined;
    const { result, ...item } = fieldsOf(event.item);
    return { found, origin, bare: { ...event, item }, withheld: { result } };
  }, options);
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
