import { ServiceError } from '../errors/service-error.ts';
import { s3Failure } from './s3-failure.ts';

/** An upload that was given up: the function's own time, not S3's. */
const brokenOff = {
  message: 'The upload of the image was broken off.',
  hint: 'The time of the request ran out: ask for fewer or smaller images at once, or for base64.',
};

/** What went wrong with the image store as this service's error, with the SDK's own behind it as `cause`. */
export function imageStoreError(thrown: unknown): ServiceError {
  if (thrown instanceof ServiceError) return thrown;
  const { kind, ...texts } = s3Failure(thrown);
  const own = thrown instanceof Error && thrown.name === 'AbortError' ? brokenOff : texts;
  return new ServiceError(`image_store_${kind}`, { ...own, cause: thrown });
}

/** What went wrong with the store of background responses as this service's error, with the SDK's own as `cause`. */
export function jobStoreError(thrown: unknown): ServiceError {
  if (thrown instanceof ServiceError) return thrown;
  const { kind, ...texts } = s3Failure(thrown);
  return new ServiceError(`background_store_${kind}`, { ...texts, cause: thrown });
}

/** What went wrong with what callers have uploaded as this service's error, with the SDK's own as `cause`. */
export function uploadStoreError(thrown: unknown): ServiceError {
  if (thrown instanceof ServiceError) return thrown;
  const { kind, ...texts } = s3Failure(thrown);
  return new ServiceError(`upload_store_${kind}`, { ...texts, cause: thrown });
}

/** What went wrong with the store of speech as this service's error, with the SDK's own as `cause`. */
export function speechStoreError(thrown: unknown): ServiceError {
  if (thrown instanceof ServiceError) return thrown;
  const { kind, ...texts } = s3Failure(thrown);
  return new ServiceError(`speech_store_${kind}`, { ...texts, cause: thrown });
}
