import { listInputItems } from '../../lib/apis/responses/list-input-items.ts';
import { inputItemsRequest } from '../../lib/apis/responses/schemas/input-items-request.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { relay } from '../../lib/upstream/relay/relay.ts';

export const handler = endpoint('list-input-items', {
  request: inputItemsRequest,
  serve: ({ path, query }, call) => listInputItems({ ...path, ...query }, call),
  openai: relay({ kind: 'lookup' }),
});
