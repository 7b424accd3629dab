import { pricingVersionInUse } from '../../usage/cost.ts';
import { videoCost } from '../../usage/video-cost.ts';
import type { ArchivedResult, SettledStatus } from '../records/archived-result.ts';
import type { JobRecord } from '../records/job-record.ts';
import { endingError } from './ending-error.ts';
import type { Ending, Settling } from './settling.ts';
import { withWindow } from './with-window.ts';

/** Copies a video that has ended to S3, and says what became of it. Throws a `ServiceError` where it could not be copied yet. */
export async function videoResultOf(
  job: JobRecord,
  ending: Ending,
  { videos, now, webhookId }: Settling,
): Promise<{ readonly result: ArchivedResult; readonly strings: readonly [] }> {
  const whole = 'whole' in ending ? ending.whole?.response : undefined;
  const video = whole ?? { id: job.id, object: 'video', model: job.model };
  const { model } = video;
  const kept = ending.kind === 'ended' && video.status === 'completed' ? await videos.keep(job.id) : undefined;
  return {
    strings: [],
    result: {
      id: job.id,
      kind: 'video',
      status: ending.kind === 'ended' ? (video.status as SettledStatus) : ending.kind,
      endpoint: job.endpoint,
      model: typeof model === 'string' ? model : job.model,
      created_at: job.created_at,
      settled_at: now().toISOString(),
      attempts: job.attempts + 1,
      delivery: null,
      usage: null,
      cost_estimate: ending.kind === 'ended' ? videoCost(withWindow(video, job)) : null,
      pricing_version: pricingVersionInUse(),
      images: [],
      ...(kept && { video: kept }),
      ...(ending.kind === 'ended' ? {} : { error: endingError(ending.kind) }),
      ...(webhookId === undefined ? {} : { webhook_id: webhookId }),
      response: video,
    },
  };
}
