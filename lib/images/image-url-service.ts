import type { Call } from '../openai/call.ts';
import type { ImageUrlRequest } from '../requests/image-url-request.ts';

/**
 * `get-image-url`: fresh URLs of a response's images. The S3 client is loaded with the first request, so that a start costs no
 * more than any other function's. Throws a `ServiceError` as `listImages` does.
 */
export async function getImageUrls(request: ImageUrlRequest, call: Call) {
  const { listImages } = await import('./list-images.ts');
  return listImages(request, call);
}
