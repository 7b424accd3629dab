import { backgroundFollower } from '../../lib/background/background-follower.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { createText } from '../../lib/openai/text-service.ts';
import { textRequestSchema } from '../../lib/requests/text-request.ts';

export const handler = endpoint('create-text', {
  request: textRequestSchema,
  serve: createText(backgroundFollower('create-text')),
});
