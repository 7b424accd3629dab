import { deleteResponse } from '../../lib/apis/responses/delete-response.ts';
import { deleteRelayed } from '../../lib/apis/responses/relay/stored-responses.ts';
import { deleteResponseRequest } from '../../lib/apis/responses/schemas/stored-response-requests.ts';
import { endpoint } from '../../lib/http/endpoint.ts';

export const handler = endpoint('delete-response', {
  request: deleteResponseRequest,
  serve: ({ path, query }, call) => deleteResponse({ ...path, ...query }, call),
  openai: deleteRelayed,
});
