import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { s3Client } from './s3-client.ts';
import { sessionEnd } from './session-end.ts';

/** S3's own (https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html), for a session that is over. */
const SHORTEST_SECONDS = 1;

/** The object that a URL is for. */
export interface PresignedObject {
  readonly bucket: string;
  readonly key: string;
  readonly contentType: string;
  /** What it is called when it is saved; left out: as its key ends. */
  readonly filename?: string;
  /** From `now` on; less where the credentials that sign end before, since the URL ends with them. */
  readonly ttlSeconds: number;
  readonly now: Date;
}

/**
 * A URL that gets the object without credentials, under its own type and, when saved, its own name. Asks S3 nothing. It says how
 * long it works, which is never longer than the session of the role that signed it.
 *
 * @param processStartedAt in milliseconds since 1970
 */
export async function presignedUrl(
  client: S3Client,
  { bucket, key, contentType, filename = fileName(key), ttlSeconds, now }: PresignedObject,
  processStartedAt = performance.timeOrigin,
): Promise<{ readonly url: string; readonly expiresAt: string }> {
  const command = new GetObjectCommand({
    Bucket: bucket,
    Key: key,
    ResponseContentType: contentType,
    // `inline`, so that a browser shows it; the name is for whoever saves it. An SVG may carry script: it is never shown.
    ResponseContentDisposition: `${contentType === 'image/svg+xml' ? 'attachment' : 'inline'}; filename="${filename}"`,
  });
  // S3 counts from the second that the signature names.
  const signingDate = new Date(Math.floor(now.getTime() / 1000) * 1000);
  const end = sessionEnd(await client.config.credentials(), processStartedAt);
  const leftSeconds = Math.floor((end - signingDate.getTime()) / 1000);
  const expiresIn = Math.max(SHORTEST_SECONDS, Math.min(ttlSeconds, leftSeconds));
  const url = await getSignedUrl(client, command, { expiresIn, signingDate });
  return { url, expiresAt: new Date(signingDate.getTime() + expiresIn * 1000).toISOString() };
}

/** The same for those who have no client of their own. Import this file lazily: it loads the SDK. */
export function imageUrl(image: PresignedObject, endpoint: string | undefined) {
  return presignedUrl(s3Client({ endpoint }), image);
}

function fileName(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1);
}
