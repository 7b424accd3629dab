import { openVideoContent } from '../../apis/videos/upstream/open-video-content.ts';
import { newRecorder } from '../../context/recorder.ts';
import type { RequestContext } from '../../context/request-context.ts';
import { ServiceError } from '../../errors/service-error.ts';
import { logger } from '../../logging/logger.ts';
import type { Bucket } from '../../storage/open-once.ts';
import { s3Reason } from '../../storage/s3-deadline.ts';
import { jobStoreError } from '../../storage/store-error.ts';
import { videoKey } from '../../storage/videos/video-key.ts';
import type { ArchivedVideo } from '../records/archived-result.ts';

/** Copies finished videos to S3. */
export interface VideoKeeper {
  /**
   * Streams a video from OpenAI to S3; undefined where OpenAI has its bytes no longer, or no key may have its id. Throws a `ServiceError`
   * where that may work out later: nothing of it is kept then.
   */
  readonly keep: (id: string) => Promise<ArchivedVideo | undefined>;
  /** Removes a video that was deleted while it was copied. */
  readonly forget: (id: string) => Promise<void>;
}

/** Keeps videos in the deployment's bucket. `signal` gives up. */
export function videoKeeper(context: RequestContext, signal: AbortSignal): VideoKeeper {
  const { storageBucket: bucket, s3Endpoint: endpoint } = context.environment;
  return {
    async keep(id) {
      const key = videoKey(id);
      if (bucket === undefined || key === undefined) return undefined;
      try {
        return await copy(id, { bucket, endpoint, key }, context, signal);
      } catch (error) {
        if (!isGone(error)) throw error;
        logger().warn('video not kept', { video_id: id, error });
        return undefined;
      }
    },
    async forget(id) {
      const key = videoKey(id);
      if (bucket === undefined || key === undefined) return;
      const { deleteVideo } = await import('../../storage/videos/delete-video.ts');
      await deleteVideo({ bucket, endpoint, key, signal });
    },
  };
}

async function copy(
  id: string,
  place: Bucket & { readonly key: string },
  context: RequestContext,
  signal: AbortSignal,
): Promise<ArchivedVideo> {
  const environment = { ...context.environment, maxRetries: 0 };
  const { response } = await openVideoContent(id, {}, { ...context, environment, recorder: newRecorder() });
  const contentType = response.headers.get('content-type') ?? 'video/mp4';
  // An error under a good status is no video.
  if (/\bjson\b/i.test(contentType)) {
    response.body.destroy();
    throw new ServiceError('upstream_invalid_response', { cause: new Error('The content of a video is JSON') });
  }
  try {
    const { putStream } = await import('../../storage/put-stream.ts');
    const bytes = await putStream({ ...place, contentType, body: response.body, cacheControl: CACHE_CONTROL, signal });
    return { key: place.key, content_type: contentType, bytes };
  } catch (error) {
    throw jobStoreError(s3Reason(error, signal));
  } finally {
    response.body.destroy();
  }
}

/** A video never changes under its key. `private`: a URL is for whom it was made. */
const CACHE_CONTROL = 'private, max-age=31536000, immutable';

/** OpenAI keeps the bytes of a video for hours, and its object longer. */
function isGone(error: unknown): boolean {
  if (!(error instanceof ServiceError)) return false;
  return (
    error.code === 'upstream_retired' ||
    ((error.statusCode === 404 || error.statusCode === 410) && error.openaiError?.type !== undefined)
  );
}
