import type { ArchivedResult, ResultFacts } from '../../../lib/background/records/archived-result.ts';
import { type JobRecord, shardOf } from '../../../lib/background/records/job-record.ts';
import type { JobStore } from '../../../lib/background/records/job-store.ts';

/** Called before each operation: what it throws, or waits for, the operation does. */
export type BeforeOperation = (operation: keyof JobStore, id: string) => void | Promise<void>;

/** A job store in memory that checks conditions as S3 does. */
export interface MemoryJobStore extends JobStore {
  /** All records, by id. */
  readonly records: ReadonlyMap<string, JobRecord>;
  /** Every result with its facts, by id. */
  readonly results: ReadonlyMap<string, { readonly result: ArchivedResult; readonly facts: ResultFacts }>;
  /** Operations so far, such as `putRecord resp_1`. */
  readonly operations: readonly string[];
}

interface Kept<T> {
  readonly value: T;
  readonly etag: string;
}

/** Makes one that holds these records. */
export function memoryJobStore(
  held: readonly JobRecord[] = [],
  before: BeforeOperation = () => undefined,
): MemoryJobStore {
  const operations: string[] = [];
  let puts = 0;
  const kept = <T>(value: T): Kept<T> => {
    puts += 1;
    return { value, etag: `"${puts}"` };
  };
  const records = new Map(held.map((record) => [record.id, kept(record)]));
  const results = new Map<string, { readonly result: ArchivedResult; readonly facts: ResultFacts }>();
  const begin = async (operation: keyof JobStore, id: string) => {
    operations.push(`${operation} ${id}`);
    await before(operation, id);
  };
  return {
    operations,
    results,
    get records() {
      return new Map([...records].map(([id, { value }]) => [id, value]));
    },
    async putRecord(record, etag) {
      await begin('putRecord', record.id);
      if (etag === undefined || records.get(record.id)?.etag === etag) records.set(record.id, kept(record));
    },
    async *listPending(shards) {
      const listed = [...records].filter(([id]) => shards.includes(shardOf(id)));
      for (const [id, { etag }] of listed) {
        await begin('listPending', id);
        yield { id, etag };
      }
    },
    async readRecord(id) {
      await begin('readRecord', id);
      return records.get(id)?.value;
    },
    async hasRecord(id) {
      await begin('hasRecord', id);
      return records.has(id);
    },
    async removeRecord(id) {
      await begin('removeRecord', id);
      records.delete(id);
    },
    async putResult(id, parts, facts, keep = false) {
      const bytes = Buffer.concat([...parts].map((part) => Buffer.from(part as string, 'latin1')));
      await begin('putResult', id);
      if (keep && results.has(id)) return;
      results.set(id, { result: JSON.parse(bytes.toString('utf8')) as ArchivedResult, facts });
    },
    async readResult(id) {
      await begin('readResult', id);
      return results.get(id)?.result;
    },
    async resultFacts(id) {
      await begin('resultFacts', id);
      return results.get(id)?.facts;
    },
    async removeResult(id) {
      await begin('removeResult', id);
      results.delete(id);
    },
  };
}
