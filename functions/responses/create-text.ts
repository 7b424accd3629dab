import { createText } from '../../lib/apis/responses/create-text.ts';
import { textRequestSchema } from '../../lib/apis/responses/schemas/text-request.ts';
import { backgroundTracker } from '../../lib/background/records/background-tracker.ts';
import { endpoint } from '../../lib/http/endpoint.ts';

const serve = createText(backgroundTracker('create-text'));

export const handler = endpoint('create-text', {
  request: { body: textRequestSchema },
  serve: ({ body }, call) => serve(body, call),
});
