import type { RequestContext } from '../../context/request-context.ts';
import type { EndpointName } from '../../endpoints/table.ts';
import { toServiceError } from '../../errors/error-body.ts';
import { logger } from '../../logging/logger.ts';
import { s3Deadline } from '../../storage/s3-deadline.ts';
import { pollWaitMs } from '../poll/poll-backoff.ts';
import { openJobStore } from './open-job-store.ts';

/** A video that OpenAI makes. */
export interface BegunVideo {
  readonly id: string;
  readonly model: string | null;
  /** Seconds since 1970. */
  readonly createdAt: number;
  /** Of one that extends another: how many seconds are new. */
  readonly seconds?: string | undefined;
}

/** Longest that S3 is waited for: the caller is to hear of what is paid for. */
const LONGEST_MS = 20_000;

/**
 * Records a video, so that it is kept and counted once it has ended, whatever becomes of its caller. Never rejects: OpenAI cancels no
 * video, so one that could not be recorded is answered with a warning, and settles by its webhook.
 */
export async function followVideo(
  endpoint: EndpointName,
  video: BegunVideo,
  context: RequestContext,
): Promise<readonly string[]> {
  const { id, model, createdAt, seconds } = video;
  const now = context.date().getTime();
  try {
    const store = await openJobStore(context.environment, s3Deadline(context.deadline, LONGEST_MS));
    if (!store) return ['this video is not followed: the service has no STORAGE_BUCKET'];
    const owner = context.guard.jobOwner();
    await store.putRecord({
      id,
      kind: 'video',
      endpoint,
      model,
      created_at: new Date(createdAt * 1000).toISOString(),
      next_poll_at: new Date(now + pollWaitMs(0, Math.random())).toISOString(),
      attempts: 0,
      delivery: null,
      include: [],
      ...(seconds === undefined ? {} : { seconds }),
      ...(owner && { owner }),
    });
    context.recorder.countedElsewhere();
    return [];
  } catch (error) {
    logger().error('video not recorded', { video_id: id, error: toServiceError(error) });
    return ['this video is not followed: its record could not be written'];
  }
}
