import { cancelResponse } from '../../lib/apis/responses/cancel-response.ts';
import { cancelRelayed } from '../../lib/apis/responses/relay/stored-responses.ts';
import { cancelResponseRequest } from '../../lib/apis/responses/schemas/stored-response-requests.ts';
import { endpoint } from '../../lib/http/endpoint.ts';

export const handler = endpoint('cancel-response', {
  request: cancelResponseRequest,
  serve: ({ path }, call) => cancelResponse(path, call),
  openai: cancelRelayed,
});
