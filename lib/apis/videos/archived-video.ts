import { RESPONSE_SOURCE, urlOf } from '../../background/records/archived-answer.ts';
import { type ArchivedResult, isResult } from '../../background/records/archived-result.ts';
import type { JsonAnswer } from '../../context/answer.ts';
import { costHeader } from '../../context/answer-headers.ts';
import type { RequestContext } from '../../context/request-context.ts';
import { recordResponse } from '../../upstream/record-response.ts';

/** The answer that the archive gives: OpenAI's object of the video, and a fresh URL of its bytes where S3 has them. */
export async function archivedVideo(result: ArchivedResult, context: RequestContext): Promise<JsonAnswer> {
  const { status, error, cost_estimate: costEstimate, response } = result;
  const video = isResult(result) ? response : { ...response, status, error };
  recordResponse(context, { ...video, object: 'video' });
  context.recorder.generated({ costEstimate });
  context.recorder.countedElsewhere();
  const place = await keptVideoUrl(result, context);
  return {
    statusCode: 200,
    headers: { 'cache-control': 'no-store', [RESPONSE_SOURCE]: 'archive', ...costHeader(context) },
    body: place ? { ...video, video_url: place.url, video_url_expires_at: place.expiresAt } : video,
  };
}

/** A redirect to a video in S3; undefined where S3 has none. */
export async function keptVideoRedirect(
  result: ArchivedResult | undefined,
  context: RequestContext,
): Promise<JsonAnswer | undefined> {
  const place = result && (await keptVideoUrl(result, context));
  if (!place) return undefined;
  context.recorder.countedElsewhere();
  const headers = { location: place.url, 'cache-control': 'no-store', [RESPONSE_SOURCE]: 'archive' };
  // What follows no redirects finds the URL in the body.
  return { statusCode: 303, headers, body: { video_url: place.url, video_url_expires_at: place.expiresAt } };
}

async function keptVideoUrl({ video }: ArchivedResult, context: RequestContext) {
  return video && urlOf(video, context);
}
