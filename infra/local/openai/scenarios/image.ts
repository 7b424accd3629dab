import type { ResponseOutputItem } from 'openai/resources/responses/responses';
import { COMPLETED, type DraftEvent, type Due, type Ending } from '../events.ts';
import { drawPicture } from '../pictures/draw-picture.ts';
import { noisePng } from '../pictures/noise-png.ts';
import { type Picture, partialsOf, pictureOf } from '../pictures/picture.ts';
import { pictureUsage, svgUsage } from '../pictures/picture-usage.ts';
import type { PlayContext } from '../play.ts';
import { drawPng } from '../png.ts';
import { promptText } from '../request.ts';
import { message, refusal, speak } from './message.ts';

/** How many pictures `images` draws, unless `metadata.images` says otherwise, and the most it may ask for. */
const IMAGES = 4;
const MOST_IMAGES = 10;

/** Bytes of the picture that `image-big` makes, unless `metadata.bytes` says otherwise, and the limits of that. */
const BIG = 15_000_000;
const LEAST_BYTES = 4096;
const MOST_BYTES = 100_000_000;

const SMALL = { width: 48, height: 32 };

/** One call of the image generation tool: what it makes, and how. */
interface Work {
  readonly picture: Picture;
  readonly partials: number;
  /** The whole picture, or the partial image of an index. */
  readonly draw: (partial?: number) => Buffer | Promise<Buffer>;
  /** Whether OpenAI says what it used. */
  readonly counted?: boolean;
}

/** A picture drawn from the prompt, as the tool asks for it, and an empty message as OpenAI's. */
export function* image(context: PlayContext): Generator<Due<DraftEvent>, Ending> {
  yield* call(context, drawing(context, 0));
  yield* message(context, '');
  return COMPLETED;
}

/** Several pictures in one response, `metadata.images` of them. */
export function* images(context: PlayContext): Generator<Due<DraftEvent>, Ending> {
  const count = asked(context, 'images', IMAGES, 1, MOST_IMAGES);
  for (let variant = 0; variant < count; variant += 1) yield* call(context, drawing(context, variant));
  yield* message(context, '');
  return COMPLETED;
}

/** A picture whose tokens OpenAI keeps to itself. */
export function* imageNoUsage(context: PlayContext): Generator<Due<DraftEvent>, Ending> {
  yield* call(context, { ...drawing(context, 0), counted: false });
  yield* message(context, '');
  return COMPLETED;
}

/** A PNG of noise, `metadata.bytes` long; its partial images, where it has any, are small gradients. */
export function* imageBig(context: PlayContext): Generator<Due<DraftEvent>, Ending> {
  const { draw: drawNoise, width, height } = noisePng(asked(context, 'bytes', BIG, LEAST_BYTES, MOST_BYTES));
  const picture: Picture = { ...pictureOf(context.request), width, height, format: 'png', background: 'opaque' };
  const draw = (partial?: number): Buffer => (partial === undefined ? drawNoise() : smallPng(partial));
  yield* call(context, { picture, partials: partialsOf(context.request), draw });
  yield* message(context, '');
  return COMPLETED;
}

/** A small real PNG with two partial images, whatever the tool asks for: at once, and without sharp. */
export function* imageSmall(context: PlayContext): Generator<Due<DraftEvent>, Ending> {
  const picture: Picture = { ...pictureOf(context.request), ...SMALL, format: 'png', background: 'opaque' };
  yield* call(context, { picture, partials: 2, draw: smallPng });
  yield* message(context, '');
  return COMPLETED;
}

/** The model answers in words, although it was asked for a picture. */
export function* imageText(context: PlayContext): Generator<DraftEvent, Ending> {
  const prompt = promptText(context.request) || 'nothing';
  return yield* speak(
    context,
    `I would rather describe it: “${prompt}” — picture a wide shore, and the tide going out.`,
  );
}

/** The model declines to draw. */
export function* imageRefusal(context: PlayContext): Generator<DraftEvent, Ending> {
  yield* refusal(context, "I'm sorry, but I can't draw that — not even on your own machine.");
  return COMPLETED;
}

const smallPng = (partial?: number): Buffer =>
  drawPng(SMALL.width, SMALL.height, partial === undefined ? SMALL.width : 2 + partial);

function drawing({ request }: PlayContext, variant: number): Work {
  const picture = pictureOf(request);
  return { picture, partials: partialsOf(request), draw: (partial) => drawPicture(picture, variant, partial) };
}

/** The events of one call in OpenAI's order; each picture is drawn when its turn comes. */
function* call(context: PlayContext, work: Work): Generator<Due<DraftEvent>, void> {
  const { picture, partials, draw, counted = true } = work;
  const place = { item_id: context.identify('ig'), output_index: context.nextOutputIndex() };
  const { output_index } = place;
  const look = {
    background: picture.background,
    output_format: picture.format,
    quality: picture.quality,
    size: `${picture.width}x${picture.height}`,
  };
  const item: ResponseOutputItem.ImageGenerationCall = {
    id: place.item_id,
    type: 'image_generation_call',
    status: 'in_progress',
    result: null,
  };
  yield { type: 'response.output_item.added', output_index, item };
  yield { type: 'response.image_generation_call.in_progress', ...place };
  yield { type: 'response.image_generation_call.generating', ...place };
  for (let index = 0; index < partials; index += 1) {
    const type = 'response.image_generation_call.partial_image';
    const make = async (): Promise<DraftEvent> => {
      const partial_image_b64 = (await draw(index)).toString('base64');
      return { type, ...place, partial_image_index: index, partial_image_b64, ...look };
    };
    yield { type, make };
  }
  yield { type: 'response.image_generation_call.completed', ...place };
  const make = async (): Promise<DraftEvent> => {
    const drawn = await draw();
    if (counted) context.countImage(pictureUsage(context.request, picture, partials));
    const written = picture.format === 'svg' && counted ? { svg_usage: svgUsage(context.request, drawn) } : {};
    const { action } = picture;
    const made = { ...item, status: 'completed', action, ...look, result: drawn.toString('base64') } as const;
    const done = { ...made, revised_prompt: revised(picture), ...written };
    return { type: 'response.output_item.done', output_index, item: done };
  };
  yield { type: 'response.output_item.done', make };
}

const revised = ({ prompt }: Picture): string =>
  prompt === '' ? 'Rolling hills under a low sun' : `Rolling hills under a low sun, in the colours of: ${prompt}`;

function asked({ request }: PlayContext, name: string, usual: number, least: number, most: number): number {
  const value = Math.floor(Number(request.metadata?.[name] ?? usual));
  return Number.isFinite(value) ? Math.min(Math.max(least, value), most) : usual;
}
