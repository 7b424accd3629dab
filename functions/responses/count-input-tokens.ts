import { countInputTokens } from '../../lib/apis/responses/count-input-tokens.ts';
import { inputTokensRequestSchema } from '../../lib/apis/responses/schemas/input-tokens-request.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { relay } from '../../lib/upstream/relay/relay.ts';

export const handler = endpoint('count-input-tokens', {
  request: { body: inputTokensRequestSchema },
  serve: ({ body }, call) => countInputTokens(body, call),
  openai: relay({ kind: 'lookup', answer: 'count' }),
});
