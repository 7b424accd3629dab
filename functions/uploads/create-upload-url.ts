import { createUploadUrl } from '../../lib/apis/uploads/create-upload-url.ts';
import { uploadUrlRequest } from '../../lib/apis/uploads/schemas/upload-url-request.ts';
import { endpoint } from '../../lib/http/endpoint.ts';

export const handler = endpoint('create-upload-url', {
  request: uploadUrlRequest,
  serve: ({ body }, context) => createUploadUrl(body, context),
});
