import { ServiceError } from '../errors/service-error.ts';
import type { Call } from '../openai/call.ts';
import { openaiClient } from '../openai/client.ts';
import { requestUpstream } from '../openai/request-upstream.ts';
import type { DeleteResponseRequest } from '../requests/delete-response-request.ts';
import { openJobStore } from './open-job-store.ts';

/**
 * `delete-response`: deletes a response at OpenAI, then its record and its result in S3, and its images where that was asked
 * for. Repeating a request that failed halfway is safe. Throws `ServiceError`: OpenAI's 404 where S3 had nothing of it either.
 */
export async function deleteResponse({ id, images }: DeleteResponseRequest, call: Call) {
  const refusal = await deleteUpstream(id, call);
  const [hadJob, hadImages] = await Promise.all([deleteJob(id, call), images && deleteImagesOf(id, call)]);
  if (refusal && !hadJob && !hadImages) throw refusal;
  return { statusCode: 200, body: { id, object: 'response', deleted: true } };
}

/** OpenAI's 404, which decides nothing yet. Throws every other failure. */
async function deleteUpstream(id: string, call: Call): Promise<ServiceError | undefined> {
  const { responses } = openaiClient(call.environment);
  try {
    const { response } = await requestUpstream(call, undefined, (options) =>
      responses.delete(id, options).asResponse(),
    );
    response.body.resume();
    return undefined;
  } catch (error) {
    if (error instanceof ServiceError && error.statusCode === 404) return error;
    throw error;
  }
}

/** The record and the result. Tells whether there was one: S3 does not say so of what it deletes. */
async function deleteJob(id: string, call: Call): Promise<boolean> {
  const store = await openJobStore(call.environment);
  if (!store) return false;
  const kept = await Promise.all([store.readRecord(id), store.resultFacts(id)]);
  // The record first: while it is there, a poll would make the result anew.
  await store.removeRecord(id);
  await store.removeResult(id);
  return kept.some((found) => found !== undefined);
}

async function deleteImagesOf(responseId: string, { environment }: Call): Promise<boolean> {
  const { storageBucket: bucket, s3Endpoint: endpoint } = environment;
  if (bucket === undefined) return false;
  const { deleteImages } = await import('../images/delete-images.ts');
  return (await deleteImages({ responseId, bucket, endpoint })) > 0;
}
