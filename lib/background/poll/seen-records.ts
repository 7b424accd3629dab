import type { PollSummary } from '../../logging/background-log.ts';
import type { JobRecord } from '../records/job-record.ts';
import { recordAgeMs } from './record-ending.ts';

/** A record that is listed, and not settled yet. */
export interface SeenRecord {
  readonly etag: string;
  /** Absent until it has been read. */
  readonly record?: JobRecord;
  /** Whether `record` says more than S3 does. */
  readonly changed?: boolean;
  /** Whether it could not be looked after when that was tried last. */
  readonly failed?: boolean;
}

/** What a round has seen, by the ids of the responses. Changed in place. */
export type SeenRecords = Map<string, SeenRecord>;

/** What is pending, and how old the oldest of it is. `isListed`: the last listing came to its end. */
export function countPending(
  seen: SeenRecords,
  isListed: boolean,
  now: Date,
): Pick<PollSummary, 'pending' | 'oldest_age_seconds'> {
  const jobs = [...seen.values()];
  const ages = jobs.flatMap(({ record }) => (record ? recordAgeMs(record, now) : []));
  // Where a listing failed, that none was found is no word on whether there is one.
  const isNone = isListed && jobs.length === 0;
  return {
    pending: isNone || jobs.length > 0 ? jobs.length : null,
    oldest_age_seconds: isNone || ages.length > 0 ? Math.round(Math.max(0, ...ages) / 1000) : null,
  };
}
