import { ServiceError } from '../../errors/service-error.ts';
import { s3Failure } from '../../storage/s3-failure.ts';

/** What went wrong with the store of background responses as this service's error, with the SDK's own as `cause`. */
export function storeError(thrown: unknown): ServiceError {
  if (thrown instanceof ServiceError) return thrown;
  const { kind, ...texts } = s3Failure(thrown);
  return new ServiceError(`background_store_${kind}`, { ...texts, cause: thrown });
}
