import { createImage } from '../../lib/apis/responses/create-image.ts';
import { imageRequestSchema } from '../../lib/apis/responses/schemas/image-request.ts';
import { backgroundTracker } from '../../lib/background/records/background-tracker.ts';
import { endpoint } from '../../lib/http/endpoint.ts';

const serve = createImage(backgroundTracker('create-image'));

export const handler = endpoint('create-image', {
  request: { body: imageRequestSchema },
  serve: ({ body }, call) => serve(body, call),
});
