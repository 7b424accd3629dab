import { getImageSet } from '../../lib/apis/images/get-image-set.ts';
import { imageSetRequest } from '../../lib/apis/images/schemas/image-set-request.ts';
import { endpoint } from '../../lib/http/endpoint.ts';

export const handler = endpoint('get-image-set', {
  request: imageSetRequest,
  serve: ({ path }, context) => getImageSet(path, context),
});
