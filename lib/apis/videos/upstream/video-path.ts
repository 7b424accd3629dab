import { ServiceError } from '../../../errors/service-error.ts';

/** OpenAI's path of a video, below its base URL. Throws a `ServiceError` `route_not_found` for an id that would be another path. */
export function videoPath(id: string, below = ''): string {
  if (/^\.{1,2}$/.test(id)) throw new ServiceError('route_not_found', { message: `There is no video '${id}'.` });
  return `/videos/${encodeURIComponent(id)}${below}`;
}
