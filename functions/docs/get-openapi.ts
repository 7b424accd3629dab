import { getOpenapi } from '../../lib/apis/docs/get-openapi.ts';
import { endpoint } from '../../lib/http/endpoint.ts';

export const handler = endpoint('get-openapi', { request: {}, serve: getOpenapi });
