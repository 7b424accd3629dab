import type { UpstreamResponse } from './fetch/upstream-response.ts';

/** Whether an answer says of itself that it is JSON. */
export function isJson({ headers }: UpstreamResponse): boolean {
  return /^\s*application\/json\b/i.test(headers.get('content-type') ?? '');
}
