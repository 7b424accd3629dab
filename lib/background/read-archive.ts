import type { ServiceError } from '../errors/service-error.ts';
import type { Call } from '../openai/call.ts';
import type { ArchivedResult } from './archived-result.ts';
import { openJobStore } from './open-job-store.ts';
import { storeError } from './store-error.ts';

/** What the archive says of a response: its result, nothing, or why it does not answer. */
export interface ArchiveReading {
  readonly result?: ArchivedResult;
  readonly error?: ServiceError;
}

/** Looks a response up in the archive. Never rejects: OpenAI may have what the archive cannot give. */
export async function readArchive(id: string, call: Call): Promise<ArchiveReading> {
  try {
    const store = await openJobStore(call.environment);
    const result = await store?.readResult(id);
    return result ? { result } : {};
  } catch (error) {
    return { error: storeError(error) };
  }
}
