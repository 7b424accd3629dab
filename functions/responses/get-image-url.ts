import { endpoint } from '../../lib/http/endpoint.ts';
import { getImageUrls } from '../../lib/images/image-url-service.ts';
import { imageUrlRequestSchema } from '../../lib/requests/image-url-request.ts';

export const handler = endpoint('get-image-url', { request: imageUrlRequestSchema, serve: getImageUrls });
