import pMap from 'p-map';
import { toServiceError } from '../../errors/error-body.ts';
import { logPollFailure, type PollSummary } from '../../logging/background-log.ts';
import { newPendingListing } from './pending-listing.ts';
import { newRecordPoller, type RecordPollerOptions } from './record-poller.ts';
import { countPending, type SeenRecords } from './seen-records.ts';

/** What a round works with. */
export interface PollRoundOptions extends RecordPollerOptions {
  /** Records that are looked after at the same time, beside those of image requests; 20. */
  readonly concurrency?: number;
}

/** Passes over pending records that remember what the earlier ones have seen. */
export interface PollRound {
  /** Looks after every record of the shards that is due; begins none once the call's clock says `until`. */
  pass(shards: readonly string[], until: number): Promise<void>;
  /** Writes the records back whose next time has changed. */
  writeDown(): Promise<void>;
  counts(): Omit<PollSummary, 'passes'>;
}

const CONCURRENCY = 20;

/** Begins a round. One record's failure never stops the others: it is logged, counted and left for later. */
export function newPollRound(options: PollRoundOptions): PollRound {
  const { store, context, random, concurrency = CONCURRENCY } = options;
  const seen: SeenRecords = new Map();
  const listing = newPendingListing(options, seen);
  const poller = newRecordPoller(options, seen);

  return {
    async pass(shards, until) {
      const from = Math.floor(random() * shards.length);
      // Each time from another shard on: where time does not suffice for all, it is not always the same that wait.
      const order = [...shards.slice(from), ...shards.slice(0, from)];
      const images: Promise<void>[] = [];
      await pMap(listing.entries(order, until), (entry) => poller.lookAfter(entry, until, images), { concurrency });
      await Promise.all(images);
    },
    async writeDown() {
      const changed = [...seen.values()].flatMap(({ etag, record, changed }) =>
        record && changed ? { etag, record } : [],
      );
      await pMap(
        changed,
        ({ record, etag }) =>
          store.putRecord(record, etag).catch((error) => logPollFailure(record.id, toServiceError(error))),
        { concurrency },
      );
    },
    counts() {
      const { pending, oldest_age_seconds } = countPending(seen, listing.isComplete(), context.date());
      const failed = [...seen.values()].filter((record) => record.failed).length + listing.failures();
      return { pending, settled: poller.settled(), failed, oldest_age_seconds };
    },
  };
}
