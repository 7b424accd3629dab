import { ServiceError } from '../../errors/service-error.ts';
import type { HttpRequest } from '../http-request.ts';
import type { MiddlewareRequest } from '../middleware-request.ts';
import { checkBodySize } from './body-size.ts';
import { jsonBody } from './json-body.ts';

const FORM = /^\s*multipart\/form-data\b/i;

/**
 * Reads forms, whose bytes go on as they came: what limits and the record have to know of them is read on the side. JSON is read as
 * everywhere: OpenAI takes it in place of some forms.
 */
export function multipartBody() {
  const json = jsonBody();
  // At once: it comes while Lambda starts the function.
  const loading = import('../../multipart/read-form.ts');
  loading.catch(() => undefined);
  return {
    before: async (request: MiddlewareRequest): Promise<void> => {
      const http = request.event as HttpRequest;
      const contentType = http.headers['content-type'] ?? '';
      if (!FORM.test(contentType)) {
        json.before(request);
        return;
      }
      checkBodySize(http.body);
      const coding = http.headers['content-encoding'] ?? 'identity';
      if (coding !== 'identity') {
        throw new ServiceError('unsupported_media_type', {
          message: 'A form is taken uncompressed.',
          hint: 'Leave out `Content-Encoding`: images and sound are compressed already.',
        });
      }
      const { body = '', ...rest } = http;
      const bytes = Buffer.from(body, http.isBase64Encoded ? 'base64' : 'utf8');
      const { readForm } = await loading;
      const fields = await readForm(bytes, contentType);
      request.event = { ...rest, isBase64Encoded: false, body: fields, form: { bytes, contentType } };
    },
  };
}
