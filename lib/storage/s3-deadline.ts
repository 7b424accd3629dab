import type { Deadline } from '../context/deadline.ts';

/** Kept free for the answer, or the error body, in milliseconds. */
const MARGIN_MS = 2_000;

/** Ends what S3 is asked before the request's own time is up; `atMostMs` where there is something to fall back to. */
export function s3Deadline(deadline: Deadline, atMostMs?: number): AbortSignal {
  return deadline.signal(MARGIN_MS, atMostMs);
}

/** What a request to S3 has failed of: one that the deadline ended says so, and not that it was broken off. */
export function s3Reason(thrown: unknown, deadline: AbortSignal | undefined): unknown {
  return deadline?.aborted ? deadline.reason : thrown;
}
