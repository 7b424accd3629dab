import type { Environment } from '../config/environment.ts';
import { logger } from '../logging/logger.ts';

/** A bucket of the deployment's. */
export interface Bucket {
  readonly bucket: string;
  /** An S3 other than AWS's own. */
  readonly endpoint: string | undefined;
}

/**
 * What opens a store in the deployment's bucket, once for each container; it gives `undefined` where no bucket is configured, and
 * has the log say once what that means. Stores are loaded here and not at start, while OpenAI is working: 40 ms that nobody
 * waits for.
 *
 * @example
 * const openStore = openOnce(async ({ bucket }) => (await import('./s3-store.ts')).s3Store(bucket), 'nothing is kept');
 * const store = await openStore(environment);
 */
export function openOnce<Store>(
  open: (bucket: Bucket, environment: Environment) => Promise<Store>,
  withoutBucket: string,
): (environment: Environment) => Promise<Store | undefined> {
  let opening: Promise<Store | undefined> | undefined;
  return (environment) => {
    opening ??= opened(environment);
    return opening;
  };

  async function opened(environment: Environment): Promise<Store | undefined> {
    const { storageBucket: bucket, s3Endpoint: endpoint } = environment;
    if (bucket !== undefined) return open({ bucket, endpoint }, environment);
    logger().warn(`STORAGE_BUCKET is not set: ${withoutBucket}`);
    return undefined;
  }
}
