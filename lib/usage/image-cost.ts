import { priceRow } from './prices.ts';
import { tokenCost } from './token-cost.ts';
import type { Usage } from './usage.ts';

/**
 * The model that OpenAI draws with where the image generation tool names none: it does not add it to the `tools` of the
 * response. Source: openai 7.57, `Tool.ImageGeneration.model`. Before its first price, such an image costs null.
 */
export const defaultImageModel = 'gpt-image-2.6-sunburst';

/** What a model took that OpenAI reports apart from the response's own usage. */
export interface SideUsage {
  readonly model: string | undefined;
  /** Null where OpenAI did not send it. */
  readonly usage: Usage | null;
}

/** What the images of a response are priced by. */
export interface ImageCostInput {
  /** How many images were made. */
  readonly made: number;
  /** The image generation tool's model, and the response's `tool_usage.image_gen`. */
  readonly drawing: SideUsage;
  /** The models that wrote SVGs of what was drawn: one for each, from the `svg_usage` of its item. */
  readonly svgAuthors: readonly SideUsage[];
  readonly at: Date;
}

/** OpenAI names no tier for these tokens: the standard one. */
function sideCost({ model, usage }: SideUsage, at: Date): number | null {
  const row = model === undefined ? undefined : priceRow(model, at);
  return row && usage ? tokenCost(usage, row.standard, row.longContext ?? false) : null;
}

/**
 * The images' own tokens, in USD: 0 where nothing was made, null where what was made has no known price or OpenAI did not
 * count it (it sends zeros for what it has no record of).
 */
export function imageCost({ made, drawing, svgAuthors, at }: ImageCostInput): number | null {
  const counted = drawing.usage !== null && drawing.usage.totalTokens > 0;
  const drawn = counted || made > 0 ? sideCost({ ...drawing, usage: counted ? drawing.usage : null }, at) : 0;
  return svgAuthors
    .map((author) => sideCost(author, at))
    .reduce((sum, cost) => (sum === null || cost === null ? null : sum + cost), drawn);
}
