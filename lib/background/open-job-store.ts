import type { Environment } from '../config/environment.ts';
import { logger } from '../logging/logger.ts';
import type { JobStore } from './job-store.ts';

let opening: Promise<JobStore | undefined> | undefined;

/**
 * The container's store of background responses; `undefined` where no bucket is configured, which the log says once. The S3
 * client is loaded here and not at start, as `open-store.ts` of the images does.
 */
export function openJobStore(environment: Environment): Promise<JobStore | undefined> {
  opening ??= open(environment);
  return opening;
}

async function open({ storageBucket: bucket, s3Endpoint: endpoint }: Environment): Promise<JobStore | undefined> {
  if (bucket === undefined) {
    logger().warn('STORAGE_BUCKET is not set: background responses are not followed');
    return undefined;
  }
  const { s3JobStore } = await import('./s3-job-store.ts');
  return s3JobStore({ bucket, endpoint });
}
