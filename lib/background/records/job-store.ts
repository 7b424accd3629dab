import type { ByteString } from '../../large-json/byte-string.ts';
import type { ArchivedResult, ResultFacts } from './archived-result.ts';
import type { JobRecord } from './job-record.ts';

/** A pending record as a listing shows it. */
export interface PendingEntry {
  readonly id: string;
  /** Changes with the record: one that has been read need not be read again while it stays. */
  readonly etag: string;
}

/**
 * Keeps the records of background responses until they are settled, and then their results. Rejects with a `ServiceError`
 * `background_store_failed` (or `…_denied`, `…_missing`): what went wrong with S3, and what to do.
 */
export interface JobStore {
  /** With an `etag`, only in place of the record that has it: one that is gone meanwhile stays gone, where S3 checks that. */
  putRecord(record: JobRecord, etag?: string): Promise<void>;
  /** All pending records of some shards, two hex digits each. */
  listPending(shards: readonly string[]): AsyncIterable<PendingEntry>;
  /** Undefined where there is none, or no longer. One that cannot be read comes back with what is known of it. */
  readRecord(id: string): Promise<JobRecord | undefined>;
  /** Without reading it. */
  hasRecord(id: string): Promise<boolean>;
  removeRecord(id: string): Promise<void>;
  /** `keep`: a result that is there already stays, where S3 checks that. */
  putResult(id: string, parts: Iterable<ByteString | Buffer>, facts: ResultFacts, keep?: boolean): Promise<void>;
  readResult(id: string): Promise<ArchivedResult | undefined>;
  /** What a result's headers say, without reading it. */
  resultFacts(id: string): Promise<ResultFacts | undefined>;
  removeResult(id: string): Promise<void>;
}
