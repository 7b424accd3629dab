import { ServiceError } from '../errors/service-error.ts';
import { parameterPath } from '../validation/parameter-path.ts';

/** The refusal of more than a key may have; `limit` says how much that is. The path is empty where the whole request is too much. */
export function limitExceeded(path: readonly (string | number)[], limit: string): ServiceError {
  return new ServiceError('limit_exceeded', {
    ...(path.length > 0 && { parameter: parameterPath(path) }),
    hint: `${limit}; or have the operator raise the limit of this key.`,
  });
}
