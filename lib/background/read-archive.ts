import type { ServiceError } from '../errors/service-error.ts';
import type { Call } from '../openai/call.ts';
import { DEADLINE_MARGIN_MS } from '../openai/request-upstream.ts';
import { s3Deadline } from '../storage/s3-deadline.ts';
import type { ArchivedResult } from './archived-result.ts';
import { openJobStore } from './open-job-store.ts';
import { storeError } from './store-error.ts';

/** What the archive says of a response: its result, nothing, or why it does not answer. */
export interface ArchiveReading {
  readonly result?: ArchivedResult;
  readonly error?: ServiceError;
}

/** Longest that the archive is waited for: OpenAI may have what it does not give. */
const LONGEST_MS = 20_000;

/** Looks a response up in the archive. Never rejects: OpenAI may have what the archive cannot give. */
export async function readArchive(id: string, call: Call): Promise<ArchiveReading> {
  try {
    const store = await openJobStore(call.environment, s3Deadline(call.remainingMs() - DEADLINE_MARGIN_MS, LONGEST_MS));
    const result = await store?.readResult(id);
    return result ? { result } : {};
  } catch (error) {
    return { error: storeError(error) };
  }
}
