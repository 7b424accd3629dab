import type { Call } from '../../context/call.ts';
import type { ImageUrlRequest } from './schemas/image-url-request.ts';

/**
 * `get-image-url`: fresh URLs of a response's images. The S3 client is loaded with the first request, so that a start costs no
 * more than any other function's. Throws a `ServiceError` as `listImages` does.
 */
export async function getImageUrls(request: ImageUrlRequest, call: Call) {
  const { listImages } = await import('../../storage/images/list-images.ts');
  return listImages(request, call);
}
