import { endpoint } from '../../lib/http/endpoint.ts';
import { servePage } from '../../lib/pages/page-service.ts';
import { pageRequestSchema } from '../../lib/requests/page-request.ts';

export const handler = endpoint('show-api-docs', { request: pageRequestSchema, serve: servePage });
