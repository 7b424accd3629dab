import type { Fields } from '../json/fields.ts';
import { dateless } from './model-name.ts';

/**
 * What the GPT Image models take and make at most, in tokens. Of `gpt-image-1`, `-1-mini` and `-1.5`: the table of OpenAI's image
 * guide (1024x1536 is the dearest size). Of `gpt-image-2`: community.openai.com/t/1382699, which agrees with OpenAI's calculator
 * (1024x1024 in high: 7,024). What OpenAI has not published is bounded by what is said at each constant.
 */
const FIRST_MODELS: Readonly<Record<string, number>> = { low: 408, medium: 1584, high: 6240 };

/** Of one side of the grid in which an image is drawn. `xhigh` and `max` are not published: twice `high`, so four times its tokens. */
const AXIS: Readonly<Record<string, number>> = { low: 16, medium: 48, high: 96, xhigh: 192, max: 192 };

/** The square of 8,294,400 pixels, the most that a model draws: of all shapes it takes the most tokens. */
const LARGEST_SIZE = { width: 2880, height: 2880 };

/** Each partial image takes so many more (OpenAI's image guide). */
const PARTIAL_IMAGE_TOKENS = 100;

/** What planning an image may take (`complexity`, since gpt-image-2.6), whatever its quality: not published, assumed. */
const PLANNING_TOKENS = 16_384;

const DEFAULT_FRAMES = 9;

/** A prompt has at most 32,000 characters; the rest is what the model is told beside it. */
const PROMPT_TOKENS = 40_000;

/** The Images API takes 16 images. An image in high fidelity took 6,400 of gpt-image-1; what it takes of later ones is assumed. */
const INPUT_IMAGES = 16;
const INPUT_IMAGE_TOKENS = 8192;

/** The most that one call of the image generation tool takes, in tokens. */
export interface ImageTokens {
  readonly inputTokens: number;
  readonly outputTokens: number;
}

function sizeOf(size: unknown): { width: number; height: number } {
  const [, width, height] = typeof size === 'string' ? (/^(\d{1,5})x(\d{1,5})$/.exec(size) ?? []) : [];
  return width && height ? { width: Number(width), height: Number(height) } : LARGEST_SIZE;
}

function drawnTokens(size: unknown, quality: string): number {
  const { width, height } = sizeOf(size);
  const axis = AXIS[quality] ?? 0;
  const short = Math.round((axis * Math.min(width, height)) / Math.max(width, height, 1));
  return Math.ceil((axis * short * (2_000_000 + width * height)) / 4_000_000);
}

/** `auto`, nothing, and what is not known count as the dearest that the model has. */
function imageTokens(model: string, { size, quality }: Fields): number {
  const first = /^(?:gpt-image-1(?:$|-mini$|\.5$)|chatgpt-image-latest$)/.test(model);
  const named =
    typeof quality === 'string' && Object.hasOwn(first ? FIRST_MODELS : AXIS, quality) ? quality : undefined;
  if (first) return FIRST_MODELS[named ?? 'high'] ?? 0;
  return drawnTokens(size, named ?? (model === 'gpt-image-2' ? 'high' : 'max'));
}

function count(value: unknown, otherwise: number): number {
  return typeof value === 'number' && value >= 0 ? value : otherwise;
}

/** The most tokens of one call of an `image_generation` tool. `edits`: whether there may be images to work on. */
export function mostImageTokens(name: string, tool: Fields, edits: boolean): ImageTokens {
  const model = dateless(name);
  const frames = tool.output_format === 'gif' ? count(tool.frame_count, DEFAULT_FRAMES) : 1;
  const planning = /^(?:gpt-image-[12](?:\.5)?(?:$|-)|chatgpt-image-latest$)/.test(model) ? 0 : PLANNING_TOKENS;
  return {
    inputTokens: PROMPT_TOKENS + (edits ? INPUT_IMAGES * INPUT_IMAGE_TOKENS : 0),
    outputTokens: imageTokens(model, tool) * frames + count(tool.partial_images, 0) * PARTIAL_IMAGE_TOKENS + planning,
  };
}
