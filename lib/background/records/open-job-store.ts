import type { Environment } from '../../config/environment.ts';
import { logger } from '../../logging/logger.ts';
import type { JobStore } from './job-store.ts';

type OpenStore = (deadline?: AbortSignal) => JobStore;

let opening: Promise<OpenStore | undefined> | undefined;

/**
 * The container's store of background responses; `undefined` where no bucket is configured, which the log says once. The S3
 * client is loaded here and not at start, as `open-store.ts` of the images does.
 */
export async function openJobStore(environment: Environment, deadline?: AbortSignal): Promise<JobStore | undefined> {
  opening ??= open(environment);
  return (await opening)?.(deadline);
}

async function open({ storageBucket: bucket, s3Endpoint: endpoint }: Environment): Promise<OpenStore | undefined> {
  if (bucket === undefined) {
    logger().warn('STORAGE_BUCKET is not set: background responses are not followed');
    return undefined;
  }
  const { s3JobStore } = await import('./s3-job-store.ts');
  return (deadline) => s3JobStore({ bucket, endpoint, deadline });
}
