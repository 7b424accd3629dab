import { listInputItems } from '../../lib/apis/responses/list-input-items.ts';
import { inputItemsRequestSchema } from '../../lib/apis/responses/schemas/input-items-request.ts';
import { endpoint } from '../../lib/http/endpoint.ts';

export const handler = endpoint('list-input-items', { request: inputItemsRequestSchema, serve: listInputItems });
