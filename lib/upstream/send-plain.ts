import type { RequestContext } from '../context/request-context.ts';
import { requestUpstream, type UpstreamAnswer, type UpstreamRequest } from './request-upstream.ts';
import { refusalOf, type SentBytes, sendOnce } from './send-once.ts';

/** Sends a request to OpenAI without the SDK, whose forms and JSON would be a second copy. Throws as `requestUpstream` does. */
export function sendPlain(context: RequestContext, sent: SentBytes, request: UpstreamRequest): Promise<UpstreamAnswer> {
  return requestUpstream(context, request, async (options) => {
    const response = await sendOnce(context, sent, options);
    if (response.ok) return response;
    throw (await refusalOf(response)).refused;
  });
}
