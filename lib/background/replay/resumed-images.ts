import { setTimeout as sleep } from 'node:timers/promises';
import { imageInterceptor } from '../../apis/responses/images/image-interceptor.ts';
import type { RequestContext } from '../../context/request-context.ts';
import { logger } from '../../logging/logger.ts';
import type { ImageDelivery } from '../../storage/images/image-entry.ts';
import { openImageStore } from '../../storage/images/open-image-store.ts';
import { s3Deadline } from '../../storage/s3-deadline.ts';
import type { Interceptor } from '../../stream/interceptor.ts';
import type { ArchivedResult } from '../records/archived-result.ts';
import type { JobRecord } from '../records/job-record.ts';
import { openJobStore } from '../records/open-job-store.ts';

const DELIVERIES: readonly ImageDelivery[] = ['base64', 'url', 'both'];

/** How long a stream waits for S3: most streams are of text, and need nothing of it. */
const LONGEST_WAIT_MS = 2_000;

/**
 * Handles the images of a resumed stream as the stream that began it did, by what its request asked for: a record says so
 * until it is settled, then the result does. Undefined for a stream of text, and where neither is known. `known` is the
 * response, where all of it is. Never rejects.
 */
export async function resumedImages(
  id: string,
  context: RequestContext,
  known?: object,
): Promise<Interceptor | undefined> {
  const over = new AbortController();
  const late = sleep(LONGEST_WAIT_MS, undefined, { signal: over.signal }).then(() => {
    throw new Error('S3 does not answer');
  });
  const job = await Promise.race([jobOf(id, context), late]).catch((error: unknown) => {
    logger().warn('delivery of images not read', { response_id: id, error });
    return undefined;
  });
  over.abort();
  const delivery = DELIVERIES.find((wanted) => wanted === job?.delivery);
  if (!job || !delivery) return undefined;
  const { model, created_at: createdAt } = job;
  return imageInterceptor({
    delivery,
    openStore: () => openImageStore(context.environment),
    keeps: true,
    now: context.date,
    response: known ?? { id, model, created_at: Date.parse(createdAt) / 1000 },
  });
}

async function jobOf(
  id: string,
  { environment, deadline }: RequestContext,
): Promise<JobRecord | ArchivedResult | undefined> {
  const store = await openJobStore(environment, s3Deadline(deadline, LONGEST_WAIT_MS));
  return (await store?.readRecord(id)) ?? store?.readResult(id);
}
