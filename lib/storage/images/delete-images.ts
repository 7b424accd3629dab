import { DeleteObjectsCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { s3Client } from '../s3-client.ts';
import { s3Reason } from '../s3-deadline.ts';
import { imageStoreError } from '../store-error.ts';
import { imageOfPointer, pointerPrefix } from './image-key.ts';

/** Whose images to delete, and where they are. */
export interface ImagesToDelete {
  readonly responseId: string;
  readonly bucket: string;
  readonly endpoint: string | undefined;
  /** When to give up. */
  readonly deadline: AbortSignal;
}

/**
 * Deletes a response's images and what leads to them; repeating it is harmless. Returns how many there were. Rejects with a
 * `ServiceError` `image_store_failed` (or `…_denied`, `…_missing`). Import this file lazily: it loads the SDK.
 */
export async function deleteImages({ responseId, bucket, endpoint, deadline }: ImagesToDelete): Promise<number> {
  const client = s3Client({ endpoint });
  try {
    // One page holds 1,000 keys; a response has a handful of images.
    const listing = new ListObjectsV2Command({ Bucket: bucket, Prefix: pointerPrefix(responseId) });
    const { Contents: pointers = [] } = await client.send(listing, { abortSignal: deadline });
    const found = pointers.map(({ Key = '' }) => Key).filter((key) => imageOfPointer(key) !== undefined);
    const images = found.map((key) => imageOfPointer(key)?.key ?? key);
    // The pointers last: while one is there, its image is found again.
    for (const keys of [images, found].filter(({ length }) => length > 0)) {
      const Delete = { Objects: keys.map((Key) => ({ Key })), Quiet: true };
      const { Errors: [first] = [] } = await client.send(new DeleteObjectsCommand({ Bucket: bucket, Delete }), {
        abortSignal: deadline,
      });
      if (first) throw Object.assign(new Error(first.Message), { name: first.Code });
    }
    return found.length;
  } catch (error) {
    throw imageStoreError(s3Reason(error, deadline));
  }
}
