import { generateRelayed } from '../../lib/apis/images/relay/generate-relayed.ts';
import { openaiEndpoint } from '../../lib/http/openai-endpoint.ts';

// What comes back is what comes of images that are drawn anew.
export const handler = openaiEndpoint('edit-image', generateRelayed);
