import type { RequestContext } from '../../context/request-context.ts';
import { toServiceError } from '../../errors/error-body.ts';
import { logPollFailure } from '../../logging/background-log.ts';
import type { JobStore, PendingEntry } from '../records/job-store.ts';
import type { SeenRecords } from './seen-records.ts';

/** Lists pending records for a round, again in each of its passes. */
export interface PendingListing {
  /**
   * What is listed while there is time. What is listed after `until` is only noted as seen. A failure ends the listing; it is
   * logged and counted, not thrown.
   */
  entries(shards: readonly string[], until: number): AsyncGenerator<PendingEntry, void>;
  /** Whether the last listing came to its end. */
  isComplete(): boolean;
  /** How many listings have failed. */
  failures(): number;
}

/** A listing that notes in `seen` what it finds, and takes out what is no longer there. */
export function newPendingListing(
  { store, context }: { readonly store: JobStore; readonly context: RequestContext },
  seen: SeenRecords,
): PendingListing {
  let isComplete = false;
  let failures = 0;

  return {
    async *entries(shards, until) {
      const listed = new Set<string>();
      isComplete = false;
      try {
        for await (const entry of store.listPending(shards)) {
          listed.add(entry.id);
          if (!seen.has(entry.id)) seen.set(entry.id, { etag: entry.etag });
          if (context.now() < until) yield entry;
        }
        forgetUnlisted(seen, listed);
        isComplete = true;
      } catch (error) {
        failures += 1;
        logPollFailure(undefined, toServiceError(error));
      }
    },
    isComplete: () => isComplete,
    failures: () => failures,
  };
}

/** Records that were seen and are listed no longer: a webhook has settled them, or a caller has deleted them. */
function forgetUnlisted(seen: SeenRecords, listed: ReadonlySet<string>): void {
  for (const id of seen.keys()) if (!listed.has(id)) seen.delete(id);
}
