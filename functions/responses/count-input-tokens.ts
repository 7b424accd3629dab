import { endpoint } from '../../lib/http/endpoint.ts';
import { countInputTokens } from '../../lib/openai/lifecycle-service.ts';
import { inputTokensRequestSchema } from '../../lib/requests/input-tokens-request.ts';

export const handler = endpoint('count-input-tokens', { request: inputTokensRequestSchema, serve: countInputTokens });
