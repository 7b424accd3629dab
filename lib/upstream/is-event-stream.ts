import type { UpstreamResponse } from './fetch/upstream-response.ts';

/** Whether an answer says of itself that it is events. */
export function isEventStream({ headers }: UpstreamResponse): boolean {
  return /^\s*text\/event-stream\b/i.test(headers.get('content-type') ?? '');
}
