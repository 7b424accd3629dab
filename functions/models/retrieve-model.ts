import { openaiEndpoint } from '../../lib/http/openai-endpoint.ts';
import { relay } from '../../lib/upstream/relay/relay.ts';

export const handler = openaiEndpoint('retrieve-model', relay({ kind: 'lookup' }));
