import { makeImages } from '../../lib/apis/images/make-images.ts';
import { generateRelayed } from '../../lib/apis/images/relay/generate-relayed.ts';
import { generateImageRequestSchema } from '../../lib/apis/images/schemas/generate-image-request.ts';
import { endpoint } from '../../lib/http/endpoint.ts';

const make = makeImages('/images/generations');

export const handler = endpoint('generate-image', {
  request: { body: generateImageRequestSchema },
  serve: ({ body }, context) => make(body, context),
  openai: generateRelayed,
});
