import type { UpstreamAnswer } from '../request-upstream.ts';

/** Whether an answer is events. */
export function isEventStream({ response }: UpstreamAnswer): boolean {
  return /^\s*text\/event-stream\b/i.test(response.headers.get('content-type') ?? '');
}
