import { PutObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { Bucket } from '../open-once.ts';
import { s3Client } from '../s3-client.ts';
import { sessionEnd } from '../session-end.ts';
import { uploadObjectKey } from './upload-key.ts';

/** What will be uploaded. */
export interface PresignedUpload {
  readonly uploadKey: string;
  /** Exactly: S3 refuses another size. */
  readonly bytes: number;
  /** S3 refuses another one. */
  readonly contentType: string;
  readonly ttlSeconds: number;
  readonly now: Date;
}

/**
 * A URL that takes one PUT of exactly these bytes and this type, without credentials. Asks S3 nothing. It ends with the session of the
 * role that signed it, where that is earlier. Import this file lazily: it loads the SDK.
 */
export async function presignUpload(
  { bucket, endpoint }: Bucket,
  { uploadKey, bytes, contentType, ttlSeconds, now }: PresignedUpload,
): Promise<{ readonly url: string; readonly expiresAt: string }> {
  const client = s3Client({ endpoint, signsForOthers: true });
  const command = new PutObjectCommand({
    Bucket: bucket,
    Key: uploadObjectKey(uploadKey),
    ContentLength: bytes,
    ContentType: contentType,
  });
  const signingDate = new Date(Math.floor(now.getTime() / 1000) * 1000);
  const end = sessionEnd(await client.config.credentials(), performance.timeOrigin);
  const leftSeconds = Math.floor((end - signingDate.getTime()) / 1000);
  const expiresIn = Math.max(1, Math.min(ttlSeconds, leftSeconds));
  const url = await getSignedUrl(client, command, {
    expiresIn,
    signingDate,
    // Signed as headers: S3 then takes no other values of them.
    signableHeaders: new Set(['content-length', 'content-type']),
  });
  return { url, expiresAt: new Date(signingDate.getTime() + expiresIn * 1000).toISOString() };
}
