import type { RequestContext } from '../context/request-context.ts';
import { openaiClient } from './client.ts';
import { requestUpstream, type UpstreamAnswer } from './request-upstream.ts';

/** Cancels a background response at OpenAI; one that has ended stays as it is. Throws as `requestUpstream` does. */
export function cancelUpstream(id: string, context: RequestContext): Promise<UpstreamAnswer> {
  const { responses } = openaiClient(context.environment);
  return requestUpstream(context, { kind: 'lookup' }, (options) => responses.cancel(id, options).asResponse());
}
