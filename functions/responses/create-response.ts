import { createResponse } from '../../lib/apis/responses/relay/create-response.ts';
import { backgroundTracker } from '../../lib/background/records/background-tracker.ts';
import { openaiEndpoint } from '../../lib/http/openai-endpoint.ts';

export const handler = openaiEndpoint('create-response', createResponse(backgroundTracker('create-response')));
