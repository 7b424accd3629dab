import type { ImageEditStreamEvent, ImageGenStreamEvent, ImagesResponse } from 'openai/resources/images';
import { type Exchange, readText, sendJson } from '../exchange.ts';
import { type ImageRequest, imageRequestOf, readImageRequest } from '../images/read-image-request.ts';
import { drawPicture } from '../pictures/draw-picture.ts';
import { addImageUsage, drawnUsage } from '../pictures/picture-usage.ts';
import { readForm } from '../read-form.ts';
import { missing } from '../validate-request.ts';
import { beginStream } from './stream-background.ts';

type ImageStreamEvent = ImageGenStreamEvent | ImageEditStreamEvent;

/** POST /v1/images/generations: draws the pictures that are asked for, whole or with their partial images as events. */
export async function generateImage(exchange: Exchange): Promise<void> {
  await answerImages(exchange, readImageRequest(await readText(exchange.request)), 'image_generation');
}

/** POST /v1/images/edits: draws what the prompt says, whatever the images are; a form, or JSON. */
export async function editImage(exchange: Exchange): Promise<void> {
  const { request } = exchange;
  const isForm = (request.headers['content-type'] ?? '').startsWith('multipart/');
  const fields = isForm ? valuesOf((await readForm(request)).fields) : JSON.parse(await readText(request));
  await answerImages(exchange, imageRequestOf(fields), 'image_edit');
}

/** POST /v1/images/variations: draws anew; what of, the bytes of the image decide. */
export async function varyImage(exchange: Exchange): Promise<void> {
  const { fields, files } = await readForm(exchange.request);
  const image = files.find(({ name }) => name === 'image');
  if (!image) throw missing('image');
  const prompt = `A variation of ${image.bytes} bytes`;
  await answerImages(exchange, imageRequestOf({ ...valuesOf(fields), prompt, model: 'dall-e-2' }), 'image_generation');
}

/** A form has nothing but texts. */
function valuesOf(fields: Readonly<Record<string, string>>): Record<string, unknown> {
  const { stream, n, partial_images: partials, output_compression: kept, ...texts } = fields;
  const numbers = Object.entries({ n, partial_images: partials, output_compression: kept });
  const given = numbers.flatMap(([name, value]) => (value === undefined ? [] : [[name, Number(value)] as const]));
  return { ...texts, ...Object.fromEntries(given), ...(stream === undefined ? {} : { stream: stream === 'true' }) };
}

type Made = 'image_generation' | 'image_edit';

async function answerImages({ state, response }: Exchange, asked: ImageRequest, made: Made): Promise<void> {
  const created = Math.floor(state.now() / 1000);
  if (asked.stream) {
    beginStream(response);
    for await (const event of imageEvents(asked, created, made)) {
      response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
    }
    response.end();
    return;
  }
  const { picture, count } = asked;
  const indices = Array.from({ length: count }, (_, index) => index);
  const images = await Promise.all(indices.map((index) => drawPicture(picture, index)));
  const usage = indices.map(() => drawnUsage(picture, 0)).reduce(addImageUsage);
  const answer: ImagesResponse = {
    created,
    ...factsOf(asked),
    data: images.map((image) => ({ b64_json: image.toString('base64') })),
    usage,
  };
  sendJson(response, 200, answer);
}

/** Partial images, and then the whole one, of each picture after the other. */
async function* imageEvents(asked: ImageRequest, created: number, made: Made): AsyncGenerator<ImageStreamEvent> {
  const { picture, count, partials } = asked;
  const facts = { created_at: created, ...factsOf(asked) };
  for (let index = 0; index < count; index += 1) {
    for (let partial = 0; partial < partials; partial += 1) {
      const image = (await drawPicture(picture, index, partial)).toString('base64');
      yield { type: `${made}.partial_image`, b64_json: image, partial_image_index: partial, ...facts };
    }
    const image = (await drawPicture(picture, index)).toString('base64');
    yield { type: `${made}.completed`, b64_json: image, usage: drawnUsage(picture, partials), ...facts };
  }
}

function factsOf({ picture: { background, format, quality, width, height } }: ImageRequest) {
  // The events' type knows no GIF and no SVG; OpenAI draws them all the same.
  return { background, output_format: format as 'png', quality, size: `${width}x${height}` };
}
