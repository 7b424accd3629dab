import { generateRelayed } from '../../lib/apis/images/relay/generate-relayed.ts';
import { openaiEndpoint } from '../../lib/http/openai-endpoint.ts';

export const handler = openaiEndpoint('generate-image', generateRelayed);
