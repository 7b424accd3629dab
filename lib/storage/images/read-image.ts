import { GetObjectCommand } from '@aws-sdk/client-s3';
import { bodyInTime } from '../body-in-time.ts';
import { s3Client } from '../s3-client.ts';
import { s3Reason } from '../s3-deadline.ts';
import { imageStoreError } from '../store-error.ts';

/** A kept image, and where it is. */
export interface KeptObject {
  readonly bucket: string;
  readonly key: string;
  readonly endpoint: string | undefined;
}

/** A kept image's base64. Rejects with a `ServiceError` as `ImageStore.put` does. Import this file lazily: it loads the SDK. */
export async function readImageBase64(
  { bucket, key, endpoint }: KeptObject,
  abortSignal: AbortSignal,
): Promise<Buffer> {
  try {
    const { Body } = await s3Client({ endpoint }).send(new GetObjectCommand({ Bucket: bucket, Key: key }), {
      abortSignal,
    });
    return Buffer.from(await bodyInTime(Body, abortSignal, 'base64'), 'latin1');
  } catch (error) {
    throw imageStoreError(s3Reason(error, abortSignal));
  }
}
