import { DEADLINE_MARGIN_MS } from '../../../context/deadline.ts';
import type { RequestContext } from '../../../context/request-context.ts';
import type { Fields } from '../../../json/fields.ts';
import type { LongString } from '../../../large-json/long-strings.ts';
import { imageOrigin, keepImage } from '../../../storage/images/keep-image.ts';
import { openImageStore } from '../../../storage/images/open-image-store.ts';
import { imageResult } from './generated-images.ts';
import type { AnsweredImage } from './image-answer.ts';

/** Keeps the images of a whole response. Never rejects: one that the store does not take comes back with its error. */
export function keepImages(
  response: Fields,
  strings: readonly LongString[],
  context: RequestContext,
): Promise<AnsweredImage[]> {
  const origin = imageOrigin(response, context.date());
  const { output } = response;
  const found = (Array.isArray(output) ? output : []).flatMap((item: unknown, outputIndex) => {
    const result = imageResult(item, strings);
    return result ? [{ ...result, outputIndex }] : [];
  });
  const openStore = () => openImageStore(context.environment);
  // An image that S3 has not taken by then still goes out, inline, before the function's own time is up.
  const signal = context.deadline.signal(2 * DEADLINE_MARGIN_MS);
  return Promise.all(
    found.map(async (image) => ({ ...image, ...(await keepImage(image, origin, openStore, signal)) })),
  );
}
