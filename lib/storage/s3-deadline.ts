/** Kept free for the answer, or the error body, in milliseconds. */
const MARGIN_MS = 2_000;

/** setTimeout's largest delay. */
const LONGEST_MS = 2_147_483_647;

/** Ends what S3 is asked before the request's own time is up; `atMostMs` where there is something to fall back to. */
export function s3Deadline(remainingMs: number, atMostMs = Number.POSITIVE_INFINITY): AbortSignal {
  return AbortSignal.timeout(Math.floor(Math.min(Math.max(remainingMs - MARGIN_MS, 1), atMostMs, LONGEST_MS)));
}

/** What a request to S3 has failed of: one that the deadline ended says so, and not that it was broken off. */
export function s3Reason(thrown: unknown, deadline: AbortSignal | undefined): unknown {
  return deadline?.aborted ? deadline.reason : thrown;
}
