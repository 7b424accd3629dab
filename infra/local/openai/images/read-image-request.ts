import type { ImageGenerateParams } from 'openai/resources/images';
import { type Failure, invalid, modelNotFound } from '../failures.ts';
import type { Picture } from '../pictures/picture.ts';
import { IMAGE_PARAMETERS } from '../request-parameters.ts';
import { checkLimit, type Limit, missing, readParameters, withoutNulls, wrongType } from '../validate-request.ts';

/** A request of the Images API, with its defaults. */
export interface ImageRequest {
  readonly model: string;
  readonly picture: Picture;
  readonly count: number;
  readonly stream: boolean;
  readonly partials: number;
}

/** Models that draw (openai 7.59, `ImageModel`). */
const DRAWS = /^(?:gpt-image-|chatgpt-image-|dall-e-)/;
/** What OpenAI draws with where the request names nothing. */
const DEFAULT_MODEL = 'gpt-image-2.6-sunburst';
const SIZE = /^(\d{2,4})x(\d{2,4})$/;
const LONGEST_EDGE = 3840;

const LIMITS: readonly Limit[] = [
  { name: 'n', kind: 'integer', least: 1, most: 10 },
  { name: 'partial_images', kind: 'integer', least: 0, most: 3 },
  { name: 'output_compression', kind: 'integer', least: 0, most: 100 },
];

/** Reads the body of POST /v1/images/generations, and refuses in OpenAI's words what OpenAI would. Throws a Failure. */
export function readImageRequest(body: string): ImageRequest {
  return imageRequestOf(readParameters(body, IMAGE_PARAMETERS));
}

/** The same of fields that have been read. */
export function imageRequestOf(fields: Record<string, unknown>): ImageRequest {
  const sent = withoutNulls(fields);
  for (const limit of LIMITS) checkLimit(limit, sent[limit.name]);
  const { prompt, model = DEFAULT_MODEL, n = 1, stream = false, partial_images: partials = 0 } = sent;
  if (prompt === undefined) throw missing('prompt');
  if (typeof prompt !== 'string') throw wrongType('prompt', 'a string');
  if (typeof model !== 'string' || !DRAWS.test(model)) throw modelNotFound(String(model));
  return {
    model,
    picture: pictureOf(prompt, sent as Partial<ImageGenerateParams>),
    count: Number(n),
    stream: stream === true,
    partials: stream === true ? Number(partials) : 0,
  };
}

function pictureOf(
  prompt: string,
  { size, quality, background, output_format: format, output_compression: kept }: Partial<ImageGenerateParams>,
): Picture {
  const [, width, height] = SIZE.exec(size && size !== 'auto' ? size : '1024x1024') ?? [];
  if (!width || !height || Math.max(Number(width), Number(height)) > LONGEST_EDGE) throw badSize(size);
  const known = ['low', 'medium', 'high', 'xhigh', 'max'] as const;
  return {
    prompt,
    width: Number(width),
    height: Number(height),
    format: (format ?? 'png') as Picture['format'],
    quality: known.find((name) => name === quality) ?? 'high',
    background: background === 'transparent' && format !== 'jpeg' ? 'transparent' : 'opaque',
    ...(typeof kept === 'number' ? { compression: kept } : {}),
    action: 'generate',
  };
}

function badSize(size: unknown): Failure {
  return invalid(
    `Invalid value: '${size}'. Width and height must be given as WxH, of at most ${LONGEST_EDGE} pixels each.`,
    'size',
    'invalid_value',
  );
}
