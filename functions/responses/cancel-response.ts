import { cancelResponse } from '../../lib/background/cancel-service.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { cancelResponseRequestSchema } from '../../lib/requests/cancel-response-request.ts';

export const handler = endpoint('cancel-response', { request: cancelResponseRequestSchema, serve: cancelResponse });
