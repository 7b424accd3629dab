import { endpoint } from '../../lib/http/endpoint.ts';
import { listInputItems } from '../../lib/openai/lifecycle-service.ts';
import { inputItemsRequestSchema } from '../../lib/requests/input-items-request.ts';

export const handler = endpoint('list-input-items', { request: inputItemsRequestSchema, serve: listInputItems });
