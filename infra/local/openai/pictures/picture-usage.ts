import type { Response, ResponseOutputItem } from 'openai/resources/responses/responses';
import type { CreateRequest } from '../request.ts';
import { tokensOf } from '../usage.ts';
import { type Picture, picturesShown } from './picture.ts';

export type ImageUsage = Response.ToolUsage.ImageGen;
type SvgUsage = ResponseOutputItem.ImageGenerationCall.SvgUsage;

/** Output tokens of a picture of 1024 × 1024 (medium and high as recorded); in proportion to its pixels otherwise. */
const OUTPUT_TOKENS: Readonly<Record<Picture['quality'], number>> = {
  low: 272,
  medium: 1056,
  high: 4160,
  xhigh: 6240,
  max: 8320,
};
const PIXELS = 1024 * 1024;

/** What OpenAI adds for each partial image, and what it counted for an image it was shown. */
const TOKENS_PER_PARTIAL = 100;
const TOKENS_PER_PICTURE_SHOWN = 194;

/** The image model's own tokens for one picture. */
export function pictureUsage(request: CreateRequest, picture: Picture, partials: number): ImageUsage {
  return drawnUsage(picture, partials, picturesShown(request));
}

/** The same, with `pictures` to work on. */
export function drawnUsage(picture: Picture, partials: number, pictures = 0): ImageUsage {
  const { quality, width, height, prompt } = picture;
  const text = Math.max(1, tokensOf(prompt.length));
  const shown = pictures * TOKENS_PER_PICTURE_SHOWN;
  const drawn = Math.ceil((OUTPUT_TOKENS[quality] * width * height) / PIXELS) + partials * TOKENS_PER_PARTIAL;
  return {
    input_tokens: text + shown,
    input_tokens_details: { image_tokens: shown, text_tokens: text },
    output_tokens: drawn,
    output_tokens_details: { image_tokens: drawn, text_tokens: 0 },
    total_tokens: text + shown + drawn,
  };
}

/** The tokens of the model that wrote an SVG, which OpenAI reports with the item. */
export function svgUsage({ model }: CreateRequest, svg: Buffer): SvgUsage {
  const written = tokensOf(svg.length);
  const read = TOKENS_PER_PICTURE_SHOWN;
  return { model, input_tokens: read, output_tokens: written, reasoning_tokens: 0, total_tokens: read + written };
}

/** What several pictures took together. */
export function addImageUsage(a: ImageUsage, b: ImageUsage): ImageUsage {
  const image = (of: ImageUsage): number => of.output_tokens_details?.image_tokens ?? of.output_tokens;
  return {
    input_tokens: a.input_tokens + b.input_tokens,
    input_tokens_details: {
      image_tokens: a.input_tokens_details.image_tokens + b.input_tokens_details.image_tokens,
      text_tokens: a.input_tokens_details.text_tokens + b.input_tokens_details.text_tokens,
    },
    output_tokens: a.output_tokens + b.output_tokens,
    output_tokens_details: { image_tokens: image(a) + image(b), text_tokens: 0 },
    total_tokens: a.total_tokens + b.total_tokens,
  };
}
