import { endpoint } from '../../lib/http/endpoint.ts';
import { listImages } from '../../lib/images/list-images.ts';
import { imageUrlRequestSchema } from '../../lib/requests/image-url-request.ts';

export const handler = endpoint('get-image-url', { request: imageUrlRequestSchema, serve: listImages });
