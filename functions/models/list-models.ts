import { openaiEndpoint } from '../../lib/http/endpoint.ts';
import { relay } from '../../lib/upstream/relay/relay.ts';

export const handler = openaiEndpoint('list-models', relay({ kind: 'lookup' }));
