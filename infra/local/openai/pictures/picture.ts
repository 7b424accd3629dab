import type { Tool } from 'openai/resources/responses/responses';
import { type Failure, invalid } from '../failures.ts';
import { type CreateRequest, promptText, toolOf } from '../request.ts';

type Given<K extends keyof Tool.ImageGeneration> = NonNullable<Tool.ImageGeneration[K]>;

/** A picture to draw, every `auto` decided. */
export interface Picture {
  readonly prompt: string;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  readonly format: Given<'output_format'>;
  readonly quality: Exclude<Given<'quality'>, 'auto'>;
  readonly background: 'opaque' | 'transparent';
  /** 0 to 100, of what WebP and JPEG keep; where it is not asked for, the quality decides. */
  readonly compression?: number;
  readonly action: 'generate' | 'edit';
}

/** What OpenAI takes, and draws where it is left to choose. */
const FORMATS: readonly string[] = ['png', 'webp', 'jpeg', 'gif', 'svg'] satisfies Picture['format'][];
const OPAQUE_FORMATS: readonly string[] = ['jpeg'] satisfies Picture['format'][];
const CHOSEN_SIZE = '1024x1024';
const SIZE = /^(\d{2,4})x(\d{2,4})$/;
const LONGEST_EDGE = 3840;

/** The picture that the request's `image_generation` tool asks for; the defaults where there is no such tool. */
export function pictureOf(request: CreateRequest): Picture {
  const { size, output_format, quality, background, output_compression, action } = toolOptions(request);
  const [, width, height] = SIZE.exec(size && size !== 'auto' ? size : CHOSEN_SIZE) ?? [];
  const format = output_format ?? 'png';
  const transparent = background === 'transparent' && !OPAQUE_FORMATS.includes(format);
  return {
    prompt: promptText(request),
    width: Number(width),
    height: Number(height),
    format,
    // What OpenAI chose in the answers that were recorded.
    quality: quality === undefined || quality === 'auto' ? 'high' : quality,
    background: transparent ? 'transparent' : 'opaque',
    ...(output_compression === undefined ? {} : { compression: output_compression }),
    action: action === undefined || action === 'auto' ? chosenAction(request) : action,
  };
}

/** How many partial images the request asks for; only a stream shows them. */
export function partialsOf(request: CreateRequest): number {
  return request.stream ? (toolOptions(request).partial_images ?? 0) : 0;
}

/** The refusal of a size or format that nothing can be drawn in; OpenAI's other rules are the caller's to keep. */
export function refusePicture(_attempt: number, request: CreateRequest): Failure | undefined {
  const { size, output_format: format } = toolOptions(request);
  const at = `tools[${Math.max(0, request.tools?.findIndex(({ type }) => type === 'image_generation') ?? 0)}]`;
  if (format !== undefined && !FORMATS.includes(format)) {
    const message = `Invalid value: '${format}'. Supported values are: ${FORMATS.map((name) => `'${name}'`).join(', ')}.`;
    return invalid(message, `${at}.output_format`, 'invalid_value');
  }
  if (size === undefined || size === 'auto') return undefined;
  const edges = SIZE.exec(size)?.slice(1).map(Number) ?? [0];
  if (edges.every((edge) => edge > 0 && edge <= LONGEST_EDGE)) return undefined;
  const message = `Invalid size '${size}'. Width and height must be given as WxH, of at most ${LONGEST_EDGE} pixels each.`;
  return invalid(message, `${at}.size`, 'invalid_value');
}

/** How many pictures the request shows, its mask among them. */
export function picturesShown(request: CreateRequest): number {
  const items: readonly object[] = typeof request.input === 'object' ? request.input : [];
  const contents = items.map((item) => ('content' in item ? item.content : undefined));
  const parts: readonly { type?: unknown }[] = contents.flatMap((content) => (Array.isArray(content) ? content : []));
  return parts.filter(({ type }) => type === 'input_image').length + (toolOptions(request).input_image_mask ? 1 : 0);
}

const chosenAction = (request: CreateRequest): Picture['action'] => (picturesShown(request) > 0 ? 'edit' : 'generate');

const toolOptions = (request: CreateRequest): Partial<Tool.ImageGeneration> =>
  toolOf(request, 'image_generation') ?? {};
