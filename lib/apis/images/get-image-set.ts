import type { RequestContext } from '../../context/request-context.ts';

/**
 * `get-image-set`: fresh URLs of the images of one answer of the Images API. The S3 client is loaded with the first request. Throws a
 * `ServiceError` as `listImages` does.
 */
export async function getImageSet({ id }: { readonly id: string }, context: RequestContext) {
  const { listImages } = await import('../../storage/images/list-images.ts');
  const { body, ...answer } = await listImages({ id }, context);
  return { ...answer, body: { id, images: body.images } };
}
