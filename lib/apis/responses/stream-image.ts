import type { RequestContext } from '../../context/request-context.ts';
import { openImageStore } from '../../storage/images/open-image-store.ts';
import { imageInterceptor } from './images/image-interceptor.ts';
import { prepareImage } from './prepare-image.ts';
import type { ImageRequest } from './schemas/image-request.ts';
import { streamResponse } from './streaming/stream-response.ts';
import type { ResponseTracker } from './tracking/response-tracker.ts';

/** `stream-image`: the events as frames, and `image.stored` after each image. Throws as `streamResponse` does. */
export function streamImage(tracker: ResponseTracker) {
  return (request: ImageRequest, context: RequestContext) => {
    const { params, warnings, delivery } = prepareImage(request, context);
    const interceptor = imageInterceptor({
      delivery,
      openStore: () => openImageStore(context.environment),
      keeps: context.environment.storageBucket !== undefined,
      now: context.date,
    });
    const requested = { include: params.include ?? [], delivery };
    return streamResponse(params, context, { tracker, requested, warnings, interceptor });
  };
}
