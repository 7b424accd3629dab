import { PutObjectCommand } from '@aws-sdk/client-s3';
import { checkStored } from '../check-stored.ts';
import { presignedUrl } from '../presigned-url.ts';
import { type S3Options, s3Client } from '../s3-client.ts';
import { imageStoreError } from '../store-error.ts';
import { imageKey, pointerKey } from './image-key.ts';
import { imageMetadata } from './image-metadata.ts';
import type { ImageStore, ImageToStore } from './image-store.ts';

/** Where images go, and for how long their URLs work. */
export interface S3ImageStoreOptions extends S3Options {
  readonly bucket: string;
  readonly ttlSeconds: number;
  /** For one image, retries included, in milliseconds; 60 s. */
  readonly deadlineMs?: number;
}

const DEADLINE_MS = 60_000;

/** An image never changes under its key. `private`: a URL is for whom it was made. */
const CACHE_CONTROL = 'private, max-age=31536000, immutable';

/**
 * Keeps images in an S3 bucket, encrypted as the bucket says. Import this file lazily: the SDK costs more at import than
 * all else of a function.
 */
export function s3ImageStore(options: S3ImageStoreOptions): ImageStore {
  const { bucket, ttlSeconds, deadlineMs = DEADLINE_MS, ...s3 } = options;
  return {
    async put(image, signal) {
      const parts = {
        responseId: image.responseId,
        itemId: image.image.id,
        extension: image.facts.extension,
        createdAt: image.createdAt,
      };
      const key = imageKey(parts);
      const deadline = AbortSignal.timeout(deadlineMs);
      const abortSignal = signal ? AbortSignal.any([signal, deadline]) : deadline;
      try {
        const client = s3Client(s3);
        // At once: a pointer to an image that did not arrive is passed over when images are listed.
        const answers = await Promise.all([
          client.send(putImage(bucket, key, image), { abortSignal }),
          client.send(putPointer(bucket, pointerKey(parts)), { abortSignal }),
        ]);
        answers.forEach(checkStored);
        const { contentType } = image.facts;
        return { key, ...(await presignedUrl(client, { bucket, key, contentType, ttlSeconds, now: new Date() })) };
      } catch (error) {
        throw imageStoreError(deadline.aborted && !signal?.aborted ? deadline.reason : error);
      }
    },
  };
}

function putImage(bucket: string, key: string, image: ImageToStore): PutObjectCommand {
  return new PutObjectCommand({
    Bucket: bucket,
    Key: key,
    Body: image.bytes,
    ContentType: image.facts.contentType,
    CacheControl: CACHE_CONTROL,
    Metadata: imageMetadata(image),
    ChecksumAlgorithm: 'SHA256',
  });
}

function putPointer(bucket: string, key: string): PutObjectCommand {
  return new PutObjectCommand({ Bucket: bucket, Key: key, Body: '', ContentLength: 0, ChecksumAlgorithm: 'SHA256' });
}
