import { getUsage } from '../../lib/apis/service/get-usage.ts';
import { getUsageRequest } from '../../lib/apis/service/schemas/get-usage-request.ts';
import { endpoint } from '../../lib/http/endpoint.ts';

export const handler = endpoint('get-usage', {
  request: getUsageRequest,
  serve: ({ query }, context) => getUsage(query, context),
});
