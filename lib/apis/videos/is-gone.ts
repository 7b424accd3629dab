import { ServiceError } from '../../errors/service-error.ts';

/** Whether OpenAI has a video no longer, or serves none any more: the archive may have it. */
export function isGone(error: unknown): boolean {
  return error instanceof ServiceError && (error.statusCode === 404 || error.statusCode === 410);
}
