import { ServiceError } from '../../../errors/service-error.ts';
import { modelShutdown } from '../../../usage/shutdowns.ts';
import { DEFAULT_VIDEO } from '../../../usage/video-cost.ts';

/** What is known of the request that was refused. */
export interface RefusedRequest {
  /** Whether it names a video, a character or a file: a 404 may be of that. */
  readonly namesObject: boolean;
  readonly now: Date;
  readonly model?: string | undefined;
}

const STATUSES: readonly number[] = [400, 403, 404, 410];

/** "The Videos API has been shut down", "The model `sora-2` has been deprecated". */
const ENDED =
  /\b(?:videos? api|sora(?:-\S+)?|models?|endpoint)\b.{0,200}\b(?:deprecated|retired|discontinued|removed|sunset|shut ?down|no longer (?:available|supported|served))\b/is;

/** Of one video, whose bytes have ended. */
const EXPIRED = /\bexpired?\b/i;

/**
 * An error as it is, or `upstream_retired` where the upstream says that it serves no videos any more: the path is none, the model is turned
 * off, or it says so. The 404 of one video stays what it is.
 */
export function asRetired(error: unknown, request: RefusedRequest): unknown {
  if (!(error instanceof ServiceError) || error.code === 'upstream_retired' || !isRetired(error, request)) return error;
  const { requestId, openaiError } = error;
  // Its code would go before this one.
  const { code: _, ...said } = openaiError ?? {};
  return new ServiceError('upstream_retired', { requestId, ...(openaiError && { openaiError: said }), cause: error });
}

function isRetired(error: ServiceError, { namesObject, now, model = DEFAULT_VIDEO.model }: RefusedRequest): boolean {
  const { statusCode, code, publicCode, openaiError } = error;
  if (!STATUSES.includes(statusCode)) return false;
  // What this service says itself: an upload that is not there, an object of somebody else's.
  if (openaiError === undefined && code !== 'not_found' && code !== 'bad_request') return false;
  const said = openaiError?.message ?? '';
  if (code === 'unknown_url' || publicCode === 'model_deprecated' || ENDED.test(said)) return true;
  if (code === 'model_not_found') return modelShutdown(model, now)?.past === true;
  if (statusCode === 410) return !EXPIRED.test(said);
  return statusCode === 404 && code === 'not_found' && !namesObject;
}
