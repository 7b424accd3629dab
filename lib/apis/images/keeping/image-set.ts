import { randomBytes } from 'node:crypto';
import type { RequestContext } from '../../../context/request-context.ts';
import { type Fields, fieldsOf } from '../../../json/fields.ts';
import type { LongString } from '../../../large-json/long-strings.ts';
import type { ImageEntry } from '../../../storage/images/image-entry.ts';
import { base64Of, type ImageResult } from '../../../storage/images/image-result.ts';
import type { ImageOrigin } from '../../../storage/images/keep-image.ts';

/** The images of one answer of the Images API, as they are kept. OpenAI gives such an answer no id: this one is the service's own. */
export interface ImageSet {
  /** For `GET /api/images/{id}`; its maker's own. */
  readonly id: string;
  readonly origin: ImageOrigin;
  /** What could not be written down of it. */
  readonly warnings: readonly string[];
}

/** Tells of a set beside an answer. */
export const IMAGE_SET_ID = 'x-image-set-id';

/** A new set; undefined where there is no bucket. It is written down whose it is before anybody hears of it. Never rejects. */
export async function newImageSet(context: RequestContext): Promise<ImageSet | undefined> {
  if (context.environment.storageBucket === undefined) return undefined;
  const id = `img_${randomBytes(16).toString('hex')}`;
  const warnings = await context.guard.made({ object: 'image_set', id });
  const { model = null } = context.recorder.facts();
  return { id, origin: { responseId: id, model, createdAt: context.date() }, warnings };
}

/** Which image of an answer, and what the answer says of all. */
interface ImagePlace {
  readonly set: ImageSet | undefined;
  readonly index: number;
  /** Where size, quality and background are said. */
  readonly said: Fields;
  readonly strings: readonly LongString[];
}

/** An image with base64, as the store takes it; undefined for one that has none, such as a URL of OpenAI's. */
export function imageOf(image: unknown, { set, index, said, strings }: ImagePlace): ImageResult | undefined {
  const { b64_json: base64, revised_prompt: revisedPrompt } = fieldsOf(image);
  if (typeof base64 !== 'string' || base64 === '') return undefined;
  const { size, quality, background } = said;
  return {
    image: {
      id: imageId(set, index),
      revisedPrompt: textOrNull(revisedPrompt),
      size: textOrNull(size),
      quality: textOrNull(quality),
      background: textOrNull(background),
    },
    base64: base64Of(base64, strings),
  };
}

function imageId(set: ImageSet | undefined, index: number): ImageEntry['id'] {
  return set ? `${set.id}_${index}` : `image_${index}`;
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
