import { endpoint } from '../../lib/http/endpoint.ts';
import { getOpenapi } from '../../lib/openapi/openapi-service.ts';
import { openapiRequestSchema } from '../../lib/requests/openapi-request.ts';

export const handler = endpoint('get-openapi', { request: openapiRequestSchema, serve: getOpenapi });
