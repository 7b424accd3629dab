import type { Readable } from 'node:stream';
import { HeadObjectCommand } from '@aws-sdk/client-s3';
import { ServiceError } from '../../errors/service-error.ts';
import type { Bucket } from '../open-once.ts';
import { presignedUrl } from '../presigned-url.ts';
import { putStream } from '../put-stream.ts';
import { s3Client } from '../s3-client.ts';
import { s3Reason } from '../s3-deadline.ts';
import { isMissingObject } from '../s3-failure.ts';
import { speechStoreError } from '../store-error.ts';
import { speechFilename, speechObjectKey } from './speech-id.ts';

/** Which speech, and until when to wait for S3. */
export interface SpeechAt extends Bucket {
  readonly id: string;
  readonly signal: AbortSignal;
}

/** What a URL of speech is signed for. */
interface SignedSpeech extends Bucket {
  readonly id: string;
  readonly contentType: string;
  readonly ttlSeconds: number;
  readonly now: Date;
}

/** It never changes under its key. `private`: a URL is for whom it was made. */
const CACHE_CONTROL = 'private, max-age=31536000, immutable';

/**
 * Puts speech into the bucket as it comes. Rejects with a `ServiceError` `speech_store_failed` (…). Import this file lazily: it loads the
 * SDK.
 *
 * @returns how many bytes it was
 */
export async function putSpeech(
  { id, signal, ...bucket }: SpeechAt,
  { body, contentType }: { readonly body: Readable; readonly contentType: string },
): Promise<number> {
  try {
    const key = speechObjectKey(id);
    return await putStream({ ...bucket, key, contentType, body, cacheControl: CACHE_CONTROL, signal });
  } catch (error) {
    throw speechStoreError(s3Reason(error, signal));
  }
}

/** What kept speech is. Rejects with a `ServiceError`: `speech_not_found` where S3 has none, `speech_store_failed` (…). */
export async function findSpeech({
  id,
  bucket,
  endpoint,
  signal,
}: SpeechAt): Promise<{ readonly contentType: string; readonly bytes: number }> {
  try {
    const command = new HeadObjectCommand({ Bucket: bucket, Key: speechObjectKey(id) });
    const { ContentType, ContentLength } = await s3Client({ endpoint }).send(command, { abortSignal: signal });
    return { contentType: ContentType ?? 'application/octet-stream', bytes: ContentLength ?? 0 };
  } catch (error) {
    if (isMissingObject(error)) throw new ServiceError('speech_not_found', { parameter: 'id' });
    throw speechStoreError(s3Reason(error, signal));
  }
}

/** A URL that gets kept speech without credentials. Asks S3 nothing. Rejects with a `ServiceError`. */
export async function speechUrl({ id, bucket, endpoint, contentType, ttlSeconds, now }: SignedSpeech) {
  const key = speechObjectKey(id);
  const filename = speechFilename(id, contentType);
  const object = { bucket, key, contentType, filename, ttlSeconds, now };
  return presignedUrl(s3Client({ endpoint }), object).catch((error: unknown) => {
    throw speechStoreError(error);
  });
}
