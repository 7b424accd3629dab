import { textStreamRequestSchema } from '../../lib/apis/responses/schemas/text-stream-request.ts';
import { streamText } from '../../lib/apis/responses/stream-text.ts';
import { backgroundTracker } from '../../lib/background/records/background-tracker.ts';
import { endpoint } from '../../lib/http/endpoint.ts';

export const handler = endpoint('stream-text', {
  request: textStreamRequestSchema,
  serve: streamText(backgroundTracker('stream-text')),
});
