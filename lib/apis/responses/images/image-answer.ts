import { type Fields, fieldsOf } from '../../../json/fields.ts';
import { type ByteString, encodeText } from '../../../large-json/byte-string.ts';
import { type LongString, withLongStrings } from '../../../large-json/long-strings.ts';
import { deliveredEntry, type ImageDelivery, type ImageEntry } from '../../../storage/images/image-entry.ts';
import { bareBase64, type ImageResult } from '../../../storage/images/image-result.ts';
import { type KeptImage, storeFailure } from '../../../storage/images/keep-image.ts';
import { textAnswer } from '../answers/text-answer.ts';

/** An image of a response, where it stands in `output`, and what became of it. */
export interface AnsweredImage extends ImageResult, KeptImage {
  readonly outputIndex: number;
}

/** Body of create-image: OpenAI's response, its text or first image, and one entry for each image. */
export type ImageAnswer<Sent extends object = Fields> = Omit<Sent, 'output'> & {
  /** As it came, whatever it is. */
  readonly output: unknown;
  /** The first image as a data URI, or as its URL where only that was asked for; the text where there is no image. */
  readonly output_text: string;
  readonly images: readonly (ImageEntry & { readonly error?: ReturnType<typeof storeFailure> })[];
};

/**
 * The answer to an image request. `response` may be shortened: placeholders stand in it and in the answer where base64 belongs.
 * With `url`, base64 is left out of every image that the store took; one that it did not take is never lost.
 *
 * @param audioMediaType of the audio format that the request asked for
 */
export function imageAnswer<Sent extends { readonly output?: unknown }>(
  response: Sent,
  images: readonly AnsweredImage[],
  delivery: ImageDelivery,
  audioMediaType?: string,
): ImageAnswer<Sent> {
  const withheld = images.filter(({ entry }) => delivery === 'url' && entry.url !== undefined);
  const bare = new Set(withheld.map(({ outputIndex }) => outputIndex));
  const text = textAnswer(response, audioMediaType);
  const items: unknown = text.output;
  const output = Array.isArray(items)
    ? items.map((item, index) => (bare.has(index) ? withoutResult(item) : item))
    : items === undefined
      ? []
      : items;
  const [first] = images;
  return {
    ...text,
    output,
    ...(first ? { output_text: shown(first, response.output, bare) } : {}),
    images: images.map(({ entry, error }) => ({
      ...deliveredEntry(entry, delivery),
      ...(error ? { error: storeFailure(error) } : {}),
    })),
  };
}

function withoutResult(item: { readonly result?: unknown }): object {
  const { result: _result, ...rest } = item;
  return rest;
}

function shown({ entry, outputIndex }: AnsweredImage, output: unknown, bare: ReadonlySet<number>): string {
  if (bare.has(outputIndex) && entry.url !== undefined) return entry.url;
  const { result } = fieldsOf(Array.isArray(output) ? output[outputIndex] : undefined);
  return `data:${entry.content_type};base64,${bareBase64(typeof result === 'string' ? result : '')}`;
}

/** An answer's JSON in parts: text as it is, and in place of each placeholder the base64 that was taken out there. */
export function jsonParts(answer: ImageAnswer, strings: readonly LongString[]): Iterable<ByteString | Buffer> {
  return withLongStrings(encodeText(JSON.stringify(answer)), strings);
}
