import { retrieveRelayed } from '../../lib/apis/responses/relay/stored-responses.ts';
import { retrieveResponse } from '../../lib/apis/responses/retrieve-response.ts';
import { retrieveResponseRequest } from '../../lib/apis/responses/schemas/retrieve-response-request.ts';
import { endpoint } from '../../lib/http/endpoint.ts';

export const handler = endpoint('retrieve-response', {
  request: retrieveResponseRequest,
  serve: ({ path, query }, call) => retrieveResponse({ ...path, ...query }, call),
  openai: retrieveRelayed,
});
