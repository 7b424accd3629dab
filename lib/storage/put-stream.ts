import type { Readable } from 'node:stream';
import { Upload } from '@aws-sdk/lib-storage';
import type { Bucket } from './open-once.ts';
import { s3Client } from './s3-client.ts';

/** Where a stream goes, and what it is. */
export interface StreamToStore extends Bucket {
  readonly key: string;
  readonly contentType: string;
  readonly body: Readable;
  /** Names in lower case; values in ASCII. */
  readonly metadata?: Readonly<Record<string, string>>;
  readonly cacheControl?: string;
  readonly signal?: AbortSignal;
}

/** S3's smallest part but for the last (https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html). */
const PART_BYTES = 5 * 1024 * 1024;

/** At the same time: one is sent while the next one fills. What is held is no more than these. */
const PARTS_AT_ONCE = 2;

/**
 * Puts a stream of any length into the bucket, in parts, as it comes: at most some 15 MB of it are held. Where the stream or S3 fails, the
 * parts are removed and nothing is kept. Rejects with the SDK's error, or the stream's. Import this file lazily: it loads the SDK.
 *
 * @returns how many bytes it was
 */
export async function putStream(stream: StreamToStore): Promise<number> {
  const { bucket, endpoint, key, contentType, body, metadata, cacheControl, signal } = stream;
  const abortController = new AbortController();
  const abort = () => abortController.abort(signal?.reason);
  if (signal?.aborted) abort();
  signal?.addEventListener('abort', abort, { once: true });
  let bytes = 0;
  body.on('data', (chunk: Uint8Array) => {
    bytes += chunk.length;
  });
  body.pause();
  try {
    await new Upload({
      client: s3Client({ endpoint }),
      params: {
        Bucket: bucket,
        Key: key,
        Body: body,
        ContentType: contentType,
        ...(metadata && { Metadata: { ...metadata } }),
        ...(cacheControl !== undefined && { CacheControl: cacheControl }),
      },
      partSize: PART_BYTES,
      queueSize: PARTS_AT_ONCE,
      leavePartsOnError: false,
      abortController,
    }).done();
    return bytes;
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}
