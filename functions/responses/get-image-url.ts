import { getImageUrls } from '../../lib/apis/responses/get-image-url.ts';
import { imageUrlRequestSchema } from '../../lib/apis/responses/schemas/image-url-request.ts';
import { endpoint } from '../../lib/http/endpoint.ts';

export const handler = endpoint('get-image-url', { request: imageUrlRequestSchema, serve: getImageUrls });
