import { readArchive } from '../../background/records/read-archive.ts';
import type { Answer } from '../../context/answer.ts';
import { answerHeaders } from '../../context/answer-headers.ts';
import type { RequestContext } from '../../context/request-context.ts';
import { ServiceError } from '../../errors/service-error.ts';
import { logger } from '../../logging/logger.ts';
import { flowBody } from '../../upstream/flow-body.ts';
import { parseAnswer } from '../../upstream/parse-answer.ts';
import { readBody } from '../../upstream/read-body.ts';
import { keptVideoRedirect } from './archived-video.ts';
import type { VideoContentRequest } from './schemas/stored-video-requests.ts';
import { openVideoContent } from './upstream/open-video-content.ts';

/**
 * `get-video-content`: a redirect (303) to the video in S3 where that has it, else OpenAI's bytes as they come. Lambda streams 200 MB at
 * most: a larger video is to be had from S3 alone. Throws `ServiceError`: OpenAI's refusals and `upstream_retired`.
 */
export async function getVideoContent({ id, variant }: VideoContentRequest, context: RequestContext): Promise<Answer> {
  if (variant === 'video') {
    const { result, error } = await readArchive(id, context, 'video');
    if (error) logger().warn('archive not read', { video_id: id, error });
    const redirect = await keptVideoRedirect(result, context);
    if (redirect) return redirect;
  }
  const upstream = await openVideoContent(id, { variant }, context);
  const { response, latencyMs } = upstream;
  // An error under a good status, or nothing of use.
  if (/\bjson\b/i.test(response.headers.get('content-type') ?? '')) {
    parseAnswer(Buffer.concat(await readBody(context, upstream)).toString('utf8'), upstream, context);
    throw new ServiceError('upstream_invalid_response', { cause: new Error('The content of a video is JSON') });
  }
  return {
    statusCode: 200,
    headers: {
      'content-type': response.headers.get('content-type') ?? 'application/octet-stream',
      'cache-control': 'no-store',
      ...answerHeaders(context, { warnings: [], upstreamMs: latencyMs }),
    },
    stream: flowBody(response.body, context),
  };
}
