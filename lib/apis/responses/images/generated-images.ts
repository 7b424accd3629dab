import { fieldsOf } from '../../../json/fields.ts';
import { type LongString, longStringOf } from '../../../large-json/long-strings.ts';
import type { GeneratedImage } from '../../../storage/images/image-entry.ts';

/** A finished image and its base64. */
export interface ImageResult {
  readonly image: GeneratedImage;
  readonly base64: LongString;
}

const BACKSLASH = 92;
const DATA_URI = /^data:[^,]{0,200};base64,/i;

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
  const base64 = bareBase64(result);
  const longString = longStringOf(base64, strings);
  return { image, base64: longString ? unescaped(longString) : [Buffer.from(base64, 'latin1')] };
}

/** The base64 of a result: some gateways send it as a data URI (RFC 2397). */
export function bareBase64(result: string): string {
  return result.replace(DATA_URI, '');
}

/** JSON may write a slash as `\/`; OpenAI does not, but a proxy between may. */
function unescaped(longString: LongString): LongString {
  if (!longString.some((piece) => piece.includes(BACKSLASH))) return longString;
  return [Buffer.from(JSON.parse(`"${Buffer.concat(longString).toString('latin1')}"`), 'latin1')];
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
