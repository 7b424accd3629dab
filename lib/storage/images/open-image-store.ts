import type { Environment } from '../../config/environment.ts';
import { logger } from '../../logging/logger.ts';
import type { ImageStore } from './image-store.ts';

let opening: Promise<ImageStore | undefined> | undefined;

/**
 * The container's image store; `undefined` where no bucket is configured, which the log says once. The S3 client is loaded
 * here and not at start, while OpenAI is working: 40 ms that nobody waits for.
 */
export function openImageStore(environment: Environment): Promise<ImageStore | undefined> {
  opening ??= open(environment);
  return opening;
}

async function open({ storageBucket, imageUrlTtlSeconds, s3Endpoint }: Environment): Promise<ImageStore | undefined> {
  if (storageBucket === undefined) {
    logger().warn('STORAGE_BUCKET is not set: images are returned inline and not kept');
    return undefined;
  }
  const { s3ImageStore } = await import('./s3-image-store.ts');
  return s3ImageStore({
    bucket: storageBucket,
    ttlSeconds: imageUrlTtlSeconds,
    ...(s3Endpoint === undefined ? {} : { endpoint: s3Endpoint }),
  });
}
