import type { Call } from '../context/call.ts';
import { openaiClient } from './client.ts';
import { requestUpstream, type UpstreamAnswer } from './request-upstream.ts';

/** Cancels a background response at OpenAI; one that has ended stays as it is. Throws as `requestUpstream` does. */
export function cancelUpstream(id: string, call: Call): Promise<UpstreamAnswer> {
  const { responses } = openaiClient(call.environment);
  return requestUpstream(call, { kind: 'lookup' }, (options) => responses.cancel(id, options).asResponse());
}
