import { backgroundFollower } from '../../lib/background/background-follower.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { createImage } from '../../lib/images/image-service.ts';
import { imageRequestSchema } from '../../lib/requests/image-request.ts';

export const handler = endpoint('create-image', {
  request: imageRequestSchema,
  serve: createImage(backgroundFollower('create-image')),
});
