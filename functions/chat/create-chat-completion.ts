import { relayChat } from '../../lib/apis/chat/relay-chat.ts';
import { openaiEndpoint } from '../../lib/http/openai-endpoint.ts';
import { relay } from '../../lib/upstream/relay/relay.ts';

export const handler = openaiEndpoint(
  'create-chat-completion',
  relay({ kind: 'generation', admits: 'chat', streamed: relayChat }),
);
