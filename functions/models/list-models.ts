import { openaiEndpoint } from '../../lib/http/openai-endpoint.ts';
import { relay } from '../../lib/upstream/relay/relay.ts';

export const handler = openaiEndpoint('list-models', relay({ kind: 'lookup' }));
