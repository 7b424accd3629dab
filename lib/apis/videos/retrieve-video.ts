import { RESPONSE_SOURCE } from '../../background/records/archived-answer.ts';
import { isResult } from '../../background/records/archived-result.ts';
import { readArchive } from '../../background/records/read-archive.ts';
import { isRunning } from '../../background/settle/job-outcome.ts';
import type { Answer } from '../../context/answer.ts';
import { answerHeaders } from '../../context/answer-headers.ts';
import type { RequestContext } from '../../context/request-context.ts';
import { logger } from '../../logging/logger.ts';
import { recordResponse } from '../../upstream/record-response.ts';
import { archivedVideo } from './archived-video.ts';
import { isGone } from './is-gone.ts';
import type { VideoRequest } from './schemas/stored-video-requests.ts';
import { retrieveVideo as retrieveUpstream } from './upstream/retrieve-video.ts';

/**
 * `retrieve-video`: a video, from the archive once it has been settled, else from OpenAI; `x-response-source` says which. Throws
 * `ServiceError`: OpenAI's refusals, `upstream_retired`, and `background_store_failed` where neither could be asked.
 */
export async function retrieveVideo({ id }: VideoRequest, context: RequestContext): Promise<Answer> {
  const { result, error } = await readArchive(id, context, 'video');
  if (error) logger().warn('archive not read', { video_id: id, error });
  if (result && isResult(result)) return archivedVideo(result, context);
  try {
    const { response, latencyMs } = await retrieveUpstream(id, context);
    // One that is followed no longer, and has ended after all, is worth more than the word that it had not.
    if (result && isRunning(response)) return await archivedVideo(result, context);
    recordResponse(context, { ...response, object: 'video' });
    context.recorder.countedElsewhere();
    const told = answerHeaders(context, { warnings: [], upstreamMs: latencyMs });
    return { statusCode: 200, headers: { [RESPONSE_SOURCE]: 'openai', ...told }, body: response };
  } catch (refusal) {
    if (!isGone(refusal)) throw refusal;
    if (error) throw error;
    if (!result) throw refusal;
    return archivedVideo(result, context);
  }
}
