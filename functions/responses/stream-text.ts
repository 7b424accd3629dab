import { textStreamRequestSchema } from '../../lib/apis/responses/schemas/text-request.ts';
import { streamText } from '../../lib/apis/responses/stream-text.ts';
import { backgroundTracker } from '../../lib/background/records/background-tracker.ts';
import { endpoint } from '../../lib/http/endpoint.ts';

const serve = streamText(backgroundTracker('stream-text'));

export const handler = endpoint('stream-text', {
  request: { body: textStreamRequestSchema },
  serve: ({ body }, call) => serve(body, call),
});
