import type { RequestContext } from '../../../context/request-context.ts';
import { requestUpstream, type UpstreamAnswer, type UpstreamRequest } from '../../../upstream/request-upstream.ts';
import { refusalOf, type SentBytes, sendOnce } from '../../../upstream/send-once.ts';
import { asRetired } from './as-retired.ts';

/** What is asked of the Videos API. */
export interface VideosRequest extends SentBytes {
  /** Whether it names a video or a character, which there may not be. */
  readonly namesObject: boolean;
}

/**
 * Asks OpenAI's Videos API, without the SDK, which the poller's bundle does without. Throws as `requestUpstream` does, and `upstream_retired`
 * where the upstream has no such API any more.
 */
export async function askVideos(
  context: RequestContext,
  { namesObject, ...sent }: VideosRequest,
  request: UpstreamRequest,
): Promise<UpstreamAnswer> {
  try {
    return await requestUpstream(context, request, async (options) => {
      const response = await sendOnce(context, sent, options);
      if (response.ok) return response;
      throw (await refusalOf(response)).refused;
    });
  } catch (error) {
    throw asRetired(error, { namesObject, now: context.date(), model: request.model });
  }
}
