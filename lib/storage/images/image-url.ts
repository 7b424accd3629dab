import { type PresignedObject, presignedUrl } from '../presigned-url.ts';
import { s3Client } from '../s3-client.ts';

/** A fresh URL of a kept image, for those who have no client of their own. Import this file lazily: it loads the SDK. */
export function imageUrl(image: PresignedObject, endpoint: string | undefined) {
  return presignedUrl(s3Client({ endpoint }), image);
}
