import { openaiEndpoint } from '../../lib/http/openai-endpoint.ts';
import { relay } from '../../lib/upstream/relay/relay.ts';

export const handler = openaiEndpoint(
  'create-embeddings',
  relay({ kind: 'generation', admits: 'embeddings', answer: 'embeddings' }),
);
