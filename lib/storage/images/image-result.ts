import { type LongString, longStringOf } from '../../large-json/long-strings.ts';
import type { GeneratedImage } from './image-entry.ts';

/** A finished image and its base64. */
export interface ImageResult {
  readonly image: GeneratedImage;
  readonly base64: LongString;
}

const BACKSLASH = 92;
const DATA_URI = /^data:[^,]{0,200};base64,/i;

/** The base64 of a result: some gateways send it as a data URI (RFC 2397). */
export function bareBase64(result: string): string {
  return result.replace(DATA_URI, '');
}

/** A result's base64, from what `takeOutLongStrings` took out, or from the text itself where that was left in place. */
export function base64Of(result: string, strings: readonly LongString[]): LongString {
  const base64 = bareBase64(result);
  const longString = longStringOf(base64, strings);
  return longString ? unescaped(longString) : [Buffer.from(base64, 'latin1')];
}

/** JSON may write a slash as `\/`; OpenAI does not, but a proxy between may. */
function unescaped(longString: LongString): LongString {
  if (!longString.some((piece) => piece.includes(BACKSLASH))) return longString;
  return [Buffer.from(JSON.parse(`"${Buffer.concat(longString).toString('latin1')}"`), 'latin1')];
}
