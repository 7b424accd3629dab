import { compactResponse } from '../../lib/apis/responses/compact-response.ts';
import { compactRelayed } from '../../lib/apis/responses/relay/compact-response.ts';
import { compactRequestSchema } from '../../lib/apis/responses/schemas/compact-request.ts';
import { endpoint } from '../../lib/http/endpoint.ts';

export const handler = endpoint('compact-response', {
  request: { body: compactRequestSchema },
  serve: ({ body }, call) => compactResponse(body, call),
  openai: compactRelayed,
});
