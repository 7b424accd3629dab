import type { ImageGenStreamEvent, ImagesResponse } from 'openai/resources/images';
import { type Exchange, readText, sendJson } from '../exchange.ts';
import { type ImageRequest, readImageRequest } from '../images/read-image-request.ts';
import { drawPicture } from '../pictures/draw-picture.ts';
import { addImageUsage, drawnUsage } from '../pictures/picture-usage.ts';
import { beginStream } from './stream-background.ts';

/** POST /v1/images/generations: draws the pictures that are asked for, whole or with their partial images as events. */
export async function generateImage(exchange: Exchange): Promise<void> {
  const { state, request, response } = exchange;
  const asked = readImageRequest(await readText(request));
  const created = Math.floor(state.now() / 1000);
  if (asked.stream) {
    beginStream(response);
    for await (const event of imageEvents(asked, created)) {
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
async function* imageEvents(asked: ImageRequest, created: number): AsyncGenerator<ImageGenStreamEvent> {
  const { picture, count, partials } = asked;
  const facts = { created_at: created, ...factsOf(asked) };
  for (let index = 0; index < count; index += 1) {
    for (let partial = 0; partial < partials; partial += 1) {
      const image = (await drawPicture(picture, index, partial)).toString('base64');
      yield { type: 'image_generation.partial_image', b64_json: image, partial_image_index: partial, ...facts };
    }
    const image = (await drawPicture(picture, index)).toString('base64');
    yield { type: 'image_generation.completed', b64_json: image, usage: drawnUsage(picture, partials), ...facts };
  }
}

function factsOf({ picture: { background, format, quality, width, height } }: ImageRequest) {
  // The events' type knows no GIF and no SVG; OpenAI draws them all the same.
  return { background, output_format: format as 'png', quality, size: `${width}x${height}` };
}
