import { makeImages } from '../../lib/apis/images/make-images.ts';
import { generateRelayed } from '../../lib/apis/images/relay/generate-relayed.ts';
import { editImageRequestSchema } from '../../lib/apis/images/schemas/edit-image-request.ts';
import { endpoint } from '../../lib/http/endpoint.ts';

const make = makeImages('/images/edits');

export const handler = endpoint('edit-image', {
  request: { body: editImageRequestSchema },
  serve: ({ body }, context) => make(body, context),
  openai: generateRelayed,
});
