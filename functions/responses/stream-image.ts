import { imageStreamRequestSchema } from '../../lib/apis/responses/schemas/image-request.ts';
import { streamImage } from '../../lib/apis/responses/stream-image.ts';
import { backgroundTracker } from '../../lib/background/records/background-tracker.ts';
import { endpoint } from '../../lib/http/endpoint.ts';

const serve = streamImage(backgroundTracker('stream-image'));

export const handler = endpoint('stream-image', {
  request: { body: imageStreamRequestSchema },
  serve: ({ body }, call) => serve(body, call),
});
