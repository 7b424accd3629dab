import type { JobRecord } from '../../lib/background/records/job-record.ts';
import type { JobStore } from '../../lib/background/records/job-store.ts';

/** A job store for the service under test, in place of the container's own. */
export interface KeptJobs {
  /** Undefined as long as the service has no bucket. */
  store: JobStore | undefined;
}

/** A settled result as `putResult` takes it. */
export function archived(record: JobRecord, changes: Readonly<Record<string, unknown>> = {}): Buffer {
  const result = {
    ...record,
    status: 'completed',
    settled_at: record.created_at,
    usage: null,
    cost_estimate: 0.5,
    pricing_version: '1',
    images: [],
    response: { id: record.id, object: 'response', status: 'completed', output: [] },
    ...changes,
  };
  return Buffer.from(JSON.stringify(result));
}
