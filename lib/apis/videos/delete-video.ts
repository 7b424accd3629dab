import { openJobStore } from '../../background/records/open-job-store.ts';
import { countJob } from '../../background/settle/count-job.ts';
import { askForOutcome } from '../../background/settle/job-outcome.ts';
import { withWindow } from '../../background/settle/with-window.ts';
import type { Answer } from '../../context/answer.ts';
import { answerHeaders } from '../../context/answer-headers.ts';
import type { RequestContext } from '../../context/request-context.ts';
import { s3Deadline } from '../../storage/s3-deadline.ts';
import { videoKey } from '../../storage/videos/video-key.ts';
import { checkDone } from '../../upstream/check-done.ts';
import { isGone } from './is-gone.ts';
import type { VideoRequest } from './schemas/stored-video-requests.ts';
import { askVideos } from './upstream/ask-videos.ts';
import { videoPath } from './upstream/video-path.ts';

/**
 * `delete-video`: deletes a video at OpenAI, then its record, its result and its bytes in S3. Repeating a request that failed halfway is
 * safe. Throws `ServiceError`: OpenAI's 404, or `upstream_retired`, where S3 had nothing of it either.
 */
export function deleteVideo({ id }: VideoRequest, context: RequestContext): Promise<Answer> {
  return deleteKeptVideo(id, context, () => deleteUpstream(id, context));
}

/** The same, however OpenAI is asked: what it answers is the answer, and that it has nothing decides nothing yet. */
export async function deleteKeptVideo(
  id: string,
  context: RequestContext,
  deleteAtOpenAI: () => Promise<Answer>,
): Promise<Answer> {
  const unsettled = context.guard.keepsOwners ? await unsettledVideo(id, context) : undefined;
  const sentAt = context.now();
  const answer = await deleteAtOpenAI().catch((refusal: unknown) => {
    if (!isGone(refusal)) throw refusal;
    return { refusal, ...deleted(id, context, context.now() - sentAt) };
  });
  const hadSome = await deleteKept(id, context);
  if (unsettled) await countJob(unsettled.record, unsettled.video, context);
  if (!('refusal' in answer)) return answer;
  const { refusal, ...instead } = answer;
  if (!hadSome) throw refusal;
  return instead;
}

function deleted(id: string, context: RequestContext, upstreamMs: number) {
  const body = { id, object: 'video.deleted', deleted: true };
  return { statusCode: 200, headers: answerHeaders(context, { warnings: [], upstreamMs }), body };
}

/** A video that nobody has settled, and how it has ended, as long as OpenAI can tell: deleted, it would be counted for nobody. */
async function unsettledVideo(id: string, context: RequestContext) {
  const store = await openJobStore(context.environment, s3Deadline(context.deadline));
  const record = await store?.readRecord(id);
  if (record?.owner === undefined) return undefined;
  const outcome = await askForOutcome(record, context).catch(() => undefined);
  return { record, video: outcome?.kind === 'ended' ? withWindow(outcome.whole.response, record) : undefined };
}

async function deleteUpstream(id: string, context: RequestContext): Promise<Answer> {
  const sent = { method: 'DELETE', path: videoPath(id), namesObject: true };
  const upstream = await askVideos(context, sent, { kind: 'lookup' });
  await checkDone(upstream, context);
  return deleted(id, context, upstream.latencyMs);
}

/** Whether there was anything: S3 does not say so of what it deletes. */
async function deleteKept(id: string, context: RequestContext): Promise<boolean> {
  const { storageBucket: bucket, s3Endpoint: endpoint } = context.environment;
  const signal = s3Deadline(context.deadline);
  const store = await openJobStore(context.environment, signal);
  const key = videoKey(id);
  if (!store || bucket === undefined || key === undefined) return false;
  const [record, result] = await Promise.all([store.readRecord(id), store.resultFacts(id)]);
  // The record first: while it is there, a poll would copy the video anew.
  await store.removeRecord(id);
  const { deleteVideo: deleteObject } = await import('../../storage/videos/delete-video.ts');
  await Promise.all([store.removeResult(id), deleteObject({ bucket, endpoint, key, signal })]);
  return record !== undefined || result !== undefined;
}
