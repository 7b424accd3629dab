import type { RequestContext } from '../../context/request-context.ts';
import { ServiceError } from '../../errors/service-error.ts';
import { uploadStoreError } from '../../storage/store-error.ts';
import { newUploadKey } from '../../storage/uploads/upload-key.ts';
import type { UploadUrlRequest } from './schemas/upload-url-request.ts';

/** Long enough to begin with; S3 lets an upload that has begun end. */
const URL_SECONDS = 15 * 60;

/**
 * `create-upload-url`: a URL that takes one PUT of exactly this size and type, and the key that requests name it by. It is the caller's
 * own. Throws a `ServiceError` `uploads_not_kept` where there is no bucket.
 */
export async function createUploadUrl(request: UploadUrlRequest, context: RequestContext) {
  const { bytes, content_type: contentType } = request;
  const { storageBucket: bucket, s3Endpoint: endpoint } = context.environment;
  if (bucket === undefined) throw new ServiceError('uploads_not_kept');
  const uploadKey = newUploadKey();
  const { presignUpload } = await import('../../storage/uploads/presign-upload.ts');
  const upload = { uploadKey, bytes, contentType, ttlSeconds: URL_SECONDS, now: context.date() };
  const [{ url, expiresAt }, warnings] = await Promise.all([
    presignUpload({ bucket, endpoint }, upload).catch((error: unknown) => {
      throw uploadStoreError(error);
    }),
    context.guard.made({ object: 'upload_key', id: uploadKey }),
  ]);
  // Nothing has been paid for: what its maker could not name is not made.
  if (warnings.length > 0) throw new ServiceError('access_unavailable');
  const body = {
    upload_key: uploadKey,
    method: 'PUT',
    url,
    headers: { 'content-type': contentType, 'content-length': String(bytes) },
    expires_at: expiresAt,
  };
  return { statusCode: 200 as const, body };
}
