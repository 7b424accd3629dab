import type { InputItemListParams } from 'openai/resources/responses/input-items';
import type { RequestContext } from '../../context/request-context.ts';
import { openaiClient } from '../../upstream/client.ts';
import { passOnItems } from './pass-on-items.ts';
import type { InputItemsRequest } from './schemas/input-items-request.ts';

/** `list-input-items`: a page of what a response was made from, as OpenAI answers it. Throws `ServiceError`. */
export function listInputItems({ id, ...query }: InputItemsRequest, context: RequestContext) {
  const { inputItems } = openaiClient(context.environment).responses;
  return passOnItems(context, { kind: 'lookup', body: 'json' }, (options) =>
    inputItems.list(id, query as InputItemListParams, options).asResponse(),
  );
}
