import { fieldsOf } from '../../../json/fields.ts';
import type { LongString } from '../../../large-json/long-strings.ts';
import { base64Of, type ImageResult } from '../../../storage/images/image-result.ts';

/**
 * The image of an `image_generation_call`; `undefined` for any other item, and for a call without a result. `strings` is what
 * `takeOutLongStrings` took out; a result that it left in place is read from the item.
 */
export function imageResult(item: unknown, strings: readonly LongString[]): ImageResult | undefined {
  const { type, id, result, revised_prompt: revisedPrompt, size, quality, background } = fieldsOf(item);
  if (type !== 'image_generation_call' || typeof result !== 'string' || result === '') return undefined;
  const image = {
    id: typeof id === 'string' ? id : '',
    revisedPrompt: textOrNull(revisedPrompt),
    size: textOrNull(size),
    quality: textOrNull(quality),
    background: textOrNull(background),
  };
  return { image, base64: base64Of(result, strings) };
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
