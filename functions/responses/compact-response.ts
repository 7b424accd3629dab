import { endpoint } from '../../lib/http/endpoint.ts';
import { compactResponse } from '../../lib/openai/lifecycle-service.ts';
import { compactRequestSchema } from '../../lib/requests/compact-request.ts';

export const handler = endpoint('compact-response', { request: compactRequestSchema, serve: compactResponse });
