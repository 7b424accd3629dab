import { DEADLINE_MARGIN_MS } from '../../../context/deadline.ts';
import type { RequestContext } from '../../../context/request-context.ts';
import type { Fields } from '../../../json/fields.ts';
import type { LongString } from '../../../large-json/long-strings.ts';
import { type KeptImage, keepImage } from '../../../storage/images/keep-image.ts';
import { openImageStore } from '../../../storage/images/open-image-store.ts';
import { type ImageSet, imageOf } from './image-set.ts';

/** An image of an answer, and where it stands in `data`. */
export interface AnsweredImage extends KeptImage {
  readonly index: number;
}

/** Keeps the images of a whole answer. Never rejects: one that the store does not take comes back with its error. */
export function keepAnswered(
  answer: Fields,
  strings: readonly LongString[],
  set: ImageSet | undefined,
  context: RequestContext,
): Promise<AnsweredImage[]> {
  const { data } = answer;
  const found = (Array.isArray(data) ? data : []).flatMap((image: unknown, index) => {
    const result = imageOf(image, { set, index, said: answer, strings });
    return result ? [{ result, index }] : [];
  });
  const origin = set?.origin ?? { responseId: '', model: null, createdAt: context.date() };
  const openStore = () => openImageStore(context.environment);
  // An image that S3 has not taken by then still goes out, inline, before the function's own time is up.
  const signal = context.deadline.signal(2 * DEADLINE_MARGIN_MS);
  return Promise.all(
    found.map(async ({ result, index }) => ({ index, ...(await keepImage(result, origin, openStore, signal)) })),
  );
}
