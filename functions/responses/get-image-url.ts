import { getImageUrls } from '../../lib/apis/responses/get-image-url.ts';
import { imageUrlRequest } from '../../lib/apis/responses/schemas/stored-response-requests.ts';
import { endpoint } from '../../lib/http/endpoint.ts';

export const handler = endpoint('get-image-url', {
  request: imageUrlRequest,
  serve: ({ path }, call) => getImageUrls(path, call),
});
