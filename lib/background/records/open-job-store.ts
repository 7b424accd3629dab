import type { Environment } from '../../config/environment.ts';
import { openOnce } from '../../storage/open-once.ts';
import type { JobStore } from './job-store.ts';

const open = openOnce(async (bucket) => {
  const { s3JobStore } = await import('./s3-job-store.ts');
  return (deadline?: AbortSignal) => s3JobStore({ ...bucket, deadline });
}, 'background responses are not followed');

/** The container's store of background responses, whose requests end with `deadline`; `undefined` where no bucket is configured. */
export async function openJobStore(environment: Environment, deadline?: AbortSignal): Promise<JobStore | undefined> {
  return (await open(environment))?.(deadline);
}
