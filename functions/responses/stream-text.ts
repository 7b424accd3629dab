import { backgroundFollower } from '../../lib/background/background-follower.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { streamText } from '../../lib/openai/text-service.ts';
import { textStreamRequestSchema } from '../../lib/requests/text-stream-request.ts';

export const handler = endpoint('stream-text', {
  request: textStreamRequestSchema,
  serve: streamText(backgroundFollower('stream-text')),
});
