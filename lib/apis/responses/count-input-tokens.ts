import type { InputTokenCountParams } from 'openai/resources/responses/input-tokens';
import type { RequestContext } from '../../context/request-context.ts';
import { openaiClient } from '../../upstream/client.ts';
import { passOnItems } from './pass-on-items.ts';
import { completeInputTokensRequest, type InputTokensRequest } from './schemas/input-tokens-request.ts';

/** `count-input-tokens`: OpenAI's count for a request that is not sent. Throws `ServiceError`. */
export function countInputTokens(request: InputTokensRequest, context: RequestContext) {
  const params = completeInputTokensRequest(request, { model: context.environment.defaultModel });
  const { inputTokens } = openaiClient(context.environment).responses;
  context.recorder.requested(params, { model: params.model });
  // What OpenAI has added since this SDK goes through as well.
  const body = params as InputTokenCountParams;
  return passOnItems(context, { kind: 'lookup', model: params.model, body: 'count' }, (options) =>
    inputTokens.count(body, options).asResponse(),
  );
}
