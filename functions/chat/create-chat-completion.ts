import { createChatCompletion } from '../../lib/apis/chat/create-chat-completion.ts';
import { openaiEndpoint } from '../../lib/http/endpoint.ts';

export const handler = openaiEndpoint('create-chat-completion', createChatCompletion);
