import type { ApiRequest, Send } from './api-client.ts';
import { isJson, type Json, textOf } from './frame.ts';
import type { Job } from './job-list.ts';
import { cancelRequest } from './stream-client.ts';

/** A job as its last poll found it, with the response that it brought. */
export interface PolledJob {
  readonly job: Job;
  readonly response: Json;
}

/** Starts a background response. Throws where the answer names none. */
export async function startJob(send: Send, request: ApiRequest): Promise<Job> {
  const body = await jsonOf(await send(request));
  const id = textOf(body, 'id');
  if (id === undefined) throw new Error('The answer has no ID.');
  const prompt = textOf(request.body, 'input') ?? '';
  return { id, prompt, startedAt: Date.now(), status: textOf(body, 'status') ?? 'queued' };
}

/** Asks how far a job is, and who says so. */
export async function pollJob(send: Send, job: Job): Promise<PolledJob> {
  const answer = await send({ method: 'GET', path: pathOf(job) });
  const response = await jsonOf(answer);
  const source = answer.headers.get('x-response-source') ?? undefined;
  return { job: { ...job, status: textOf(response, 'status') ?? job.status, source }, response };
}

/** Cancels a job. */
export async function cancelJob(send: Send, job: Job): Promise<Job> {
  const body = await jsonOf(await send(cancelRequest(job.id)));
  return { ...job, status: textOf(body, 'status') ?? 'cancelled' };
}

/** Deletes a job's response. */
export async function deleteJob(send: Send, job: Job): Promise<void> {
  await send({ method: 'DELETE', path: pathOf(job) });
}

const pathOf = ({ id }: Job): string => `api/responses/${encodeURIComponent(id)}`;

async function jsonOf(response: Response): Promise<Json> {
  const body: unknown = await response.json();
  return isJson(body) ? body : {};
}
