import { deleteResponse } from '../../lib/background/delete-service.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { deleteResponseRequestSchema } from '../../lib/requests/delete-response-request.ts';

export const handler = endpoint('delete-response', { request: deleteResponseRequestSchema, serve: deleteResponse });
