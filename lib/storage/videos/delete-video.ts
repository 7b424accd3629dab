import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import type { ObjectAt } from '../objects.ts';
import { s3Client } from '../s3-client.ts';
import { s3Reason } from '../s3-deadline.ts';
import { jobStoreError } from '../store-error.ts';

/** Removes a video, if it is there. Rejects with a `ServiceError` `background_store_failed` (…). Import this file lazily: it loads the SDK. */
export async function deleteVideo({ bucket, key, endpoint, signal }: ObjectAt): Promise<void> {
  try {
    await s3Client({ endpoint }).send(new DeleteObjectCommand({ Bucket: bucket, Key: key }), { abortSignal: signal });
  } catch (error) {
    throw jobStoreError(s3Reason(error, signal));
  }
}
