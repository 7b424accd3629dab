import { backgroundFollower } from '../../lib/background/background-follower.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { streamImage } from '../../lib/images/image-service.ts';
import { imageStreamRequestSchema } from '../../lib/requests/image-stream-request.ts';

export const handler = endpoint('stream-image', {
  request: imageStreamRequestSchema,
  serve: streamImage(backgroundFollower('stream-image')),
});
