import { getOpenapi } from '../../lib/apis/docs/get-openapi.ts';
import { openapiRequestSchema } from '../../lib/apis/docs/schemas/openapi-request.ts';
import { endpoint } from '../../lib/http/endpoint.ts';

export const handler = endpoint('get-openapi', { request: openapiRequestSchema, serve: getOpenapi });
