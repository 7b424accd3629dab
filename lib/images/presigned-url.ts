import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';

/** The object that a URL is for. */
export interface PresignedObject {
  readonly bucket: string;
  readonly key: string;
  readonly contentType: string;
  /** From `now` on. A URL ends with the credentials that signed it, should they end first. */
  readonly ttlSeconds: number;
  readonly now: Date;
}

/** A URL that gets the object without credentials, under its own type and, when saved, its own name. Asks S3 nothing. */
export async function presignedUrl(
  client: S3Client,
  { bucket, key, contentType, ttlSeconds, now }: PresignedObject,
): Promise<{ readonly url: string; readonly expiresAt: string }> {
  const command = new GetObjectCommand({
    Bucket: bucket,
    Key: key,
    ResponseContentType: contentType,
    // `inline`, so that a browser shows it; the name is for whoever saves it. An SVG may carry script: it is never shown.
    ResponseContentDisposition: `${contentType === 'image/svg+xml' ? 'attachment' : 'inline'}; filename="${fileName(key)}"`,
  });
  // S3 counts from the second that the signature names.
  const signingDate = new Date(Math.floor(now.getTime() / 1000) * 1000);
  const url = await getSignedUrl(client, command, { expiresIn: ttlSeconds, signingDate });
  return { url, expiresAt: new Date(signingDate.getTime() + ttlSeconds * 1000).toISOString() };
}

function fileName(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1);
}
