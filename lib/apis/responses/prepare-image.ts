import type { RequestContext } from '../../context/request-context.ts';
import { openImageStore } from '../../storage/images/open-image-store.ts';
import { completeImageRequest } from './schemas/image-defaults.ts';
import type { ImageRequest } from './schemas/image-request.ts';

/** What OpenAI is sent for an image request, and what the caller wants of it; the store begins to load. */
export function prepareImage(request: ImageRequest, context: RequestContext) {
  const { defaultModel: model, defaultImageModel: imageModel } = context.environment;
  const { request: params, warnings, delivery } = completeImageRequest(request, { model, imageModel });
  // The store loads while OpenAI works; what goes wrong with it is told with the first image.
  openImageStore(context.environment).catch(() => undefined);
  return { params, warnings, delivery };
}
