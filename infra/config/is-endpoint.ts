import type { Endpoint, LambdaFunction } from '../../lib/endpoints/table.ts';

/** Whether a row answers HTTP requests. */
export function isEndpoint(row: LambdaFunction): row is Endpoint {
  return 'paths' in row;
}
