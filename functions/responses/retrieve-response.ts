import { retrieveResponse } from '../../lib/apis/responses/retrieve-response.ts';
import { retrieveResponseRequestSchema } from '../../lib/apis/responses/schemas/retrieve-response-request.ts';
import { endpoint } from '../../lib/http/endpoint.ts';

export const handler = endpoint('retrieve-response', {
  request: retrieveResponseRequestSchema,
  serve: retrieveResponse,
});
