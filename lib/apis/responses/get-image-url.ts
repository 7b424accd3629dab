import type { RequestContext } from '../../context/request-context.ts';
import type { ImageUrlRequest } from './schemas/stored-response-requests.ts';

/**
 * `get-image-url`: fresh URLs of a response's images. The S3 client is loaded with the first request, so that a start costs no
 * more than any other function's. Throws a `ServiceError` as `listImages` does.
 */
export async function getImageUrls(request: ImageUrlRequest, context: RequestContext) {
  const { listImages } = await import('../../storage/images/list-images.ts');
  return listImages(request, context);
}
