import { DEADLINE_MARGIN_MS } from '../../context/deadline.ts';
import type { RequestContext } from '../../context/request-context.ts';
import type { ServiceError } from '../../errors/service-error.ts';
import { s3Deadline } from '../../storage/s3-deadline.ts';
import { jobStoreError } from '../../storage/store-error.ts';
import type { ArchivedResult } from './archived-result.ts';
import type { JobKind } from './job-record.ts';
import { openJobStore } from './open-job-store.ts';

/** What the archive says of a response: its result, nothing, or why it does not answer. */
export interface ArchiveReading {
  readonly result?: ArchivedResult;
  readonly error?: ServiceError;
}

/** Longest that the archive is waited for: OpenAI may have what it does not give. */
const LONGEST_MS = 20_000;

/** Looks a response up in the archive. Never rejects: OpenAI may have what the archive cannot give. */
export async function readArchive(
  id: string,
  context: RequestContext,
  kind: JobKind = 'response',
): Promise<ArchiveReading> {
  try {
    const store = await openJobStore(
      context.environment,
      s3Deadline(context.deadline.earlierBy(DEADLINE_MARGIN_MS), LONGEST_MS),
    );
    const result = await store?.readResult(id);
    if (result === undefined) return {};
    checkResult(result);
    // By the path of the other kind it is not to be found.
    return (result.kind ?? 'response') === kind ? { result } : {};
  } catch (error) {
    return { error: jobStoreError(error) };
  }
}

/** What a proxy says for S3, or a hand has changed, is no result: OpenAI is asked as if the archive had not answered. */
function checkResult(result: Partial<ArchivedResult> | null): void {
  const { status, images, response } = result ?? {};
  if (typeof status === 'string' && Array.isArray(images) && typeof response === 'object' && response !== null) return;
  throw new Error('The object is no result');
}
