import type { WholeResponse } from '../../upstream/retrieve-upstream.ts';
import type { JobRecord } from '../records/job-record.ts';

/** A response with what the request asked for and the answer does not repeat, as far as it decides the price. */
export function withWindow(
  response: WholeResponse['response'],
  { completion_window: window, seconds }: JobRecord,
): WholeResponse['response'] {
  if (seconds !== undefined) return { ...response, billed_seconds: seconds };
  return window === undefined ? response : { background_options: { completion_window: window }, ...response };
}
