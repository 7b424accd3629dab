import { retrieveResponse } from '../../lib/background/retrieve-service.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { retrieveResponseRequestSchema } from '../../lib/requests/retrieve-response-request.ts';

export const handler = endpoint('retrieve-response', {
  request: retrieveResponseRequestSchema,
  serve: retrieveResponse,
});
