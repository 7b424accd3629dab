import { openJobStore } from '../../background/records/open-job-store.ts';
import { countJob } from '../../background/settle/count-job.ts';
import { askForOutcome } from '../../background/settle/job-outcome.ts';
import type { Answer } from '../../context/answer.ts';
import { answerHeaders } from '../../context/answer-headers.ts';
import type { RequestContext } from '../../context/request-context.ts';
import { ServiceError } from '../../errors/service-error.ts';
import { s3Deadline } from '../../storage/s3-deadline.ts';
import { checkDone } from '../../upstream/check-done.ts';
import { openaiClient } from '../../upstream/client.ts';
import { requestUpstream } from '../../upstream/request-upstream.ts';
import type { DeleteResponseRequest } from './schemas/stored-response-requests.ts';

/**
 * `delete-response`: deletes a response at OpenAI, then its record and its result in S3, and its images where that was asked
 * for. Repeating a request that failed halfway is safe. Throws `ServiceError`: OpenAI's 404 where S3 had nothing of it either.
 */
export function deleteResponse(request: DeleteResponseRequest, context: RequestContext): Promise<Answer> {
  return deleteKept(request, context, () => deleteUpstream(request.id, context));
}

/** The same, however OpenAI is asked: what it answers is the answer, and its 404 decides nothing yet. */
export async function deleteKept(
  { id, images }: DeleteResponseRequest,
  context: RequestContext,
  deleteAtOpenAI: () => Promise<Answer>,
): Promise<Answer> {
  const unsettled = context.guard.keepsOwners ? await unsettledJob(id, context) : undefined;
  const sentAt = context.now();
  const answer = await deleteAtOpenAI().catch((refusal: unknown) => {
    if (!(refusal instanceof ServiceError) || refusal.statusCode !== 404) throw refusal;
    return { refusal, ...deleted(id, context, context.now() - sentAt) };
  });
  // Whatever becomes of one, the other has ended too when this is answered: Lambda would go on with it in the next invocation.
  const parts = await Promise.allSettled([deleteJob(id, context), images ? deleteImagesOf(id, context) : false]);
  for (const part of parts) if (part.status === 'rejected') throw part.reason;
  if (unsettled) await countJob(unsettled.record, unsettled.response, context);
  if (!('refusal' in answer)) return answer;
  const { refusal, ...instead } = answer;
  if (!parts.some((part) => part.status === 'fulfilled' && part.value)) throw refusal;
  return instead;
}

function deleted(id: string, context: RequestContext, upstreamMs: number) {
  const body = { id, object: 'response', deleted: true };
  return { statusCode: 200, headers: answerHeaders(context, { warnings: [], upstreamMs }), body };
}

/** A job that nobody has settled, and how it has ended, as long as OpenAI can tell: deleted, it would be counted for nobody. */
async function unsettledJob(id: string, context: RequestContext) {
  const store = await openJobStore(context.environment, s3Deadline(context.deadline));
  const record = await store?.readRecord(id);
  if (record?.owner === undefined) return undefined;
  const outcome = await askForOutcome(record, context).catch(() => undefined);
  return { record, response: outcome?.kind === 'ended' ? outcome.whole.response : undefined };
}

async function deleteUpstream(id: string, context: RequestContext): Promise<Answer> {
  const { responses } = openaiClient(context.environment);
  const upstream = await requestUpstream(context, { kind: 'lookup' }, (options) =>
    responses.delete(id, options).asResponse(),
  );
  await checkDone(upstream, context);
  return deleted(id, context, upstream.latencyMs);
}

/** The record and the result. Tells whether there was one: S3 does not say so of what it deletes. */
async function deleteJob(id: string, context: RequestContext): Promise<boolean> {
  const store = await openJobStore(context.environment, s3Deadline(context.deadline));
  if (!store) return false;
  const [record, result] = await Promise.all([store.readRecord(id), store.resultFacts(id)]);
  // The record first: while it is there, a poll would make the result anew.
  await store.removeRecord(id);
  await store.removeResult(id);
  // Of a poll that had just seen the record, the result may have come in between.
  if (record) await store.removeResult(id);
  return record !== undefined || result !== undefined;
}

async function deleteImagesOf(
  responseId: string,
  { environment, deadline: requestDeadline }: RequestContext,
): Promise<boolean> {
  const { storageBucket: bucket, s3Endpoint: endpoint } = environment;
  if (bucket === undefined) return false;
  const { deleteImages } = await import('../../storage/images/delete-images.ts');
  return (await deleteImages({ responseId, bucket, endpoint, deadline: s3Deadline(requestDeadline) })) > 0;
}
