import { makeImages } from '../../lib/apis/images/make-images.ts';
import { generateRelayed } from '../../lib/apis/images/relay/generate-relayed.ts';
import { imageVariationRequestSchema } from '../../lib/apis/images/schemas/image-variation-request.ts';
import { endpoint } from '../../lib/http/endpoint.ts';

const make = makeImages('/images/variations');

export const handler = endpoint('create-image-variation', {
  request: { body: imageVariationRequestSchema },
  serve: ({ body }, context) => make(body, context),
  openai: generateRelayed,
});
