import type { HttpRequest } from '../http-request.ts';
import type { MiddlewareRequest } from '../middleware-request.ts';
import { checkBodySize } from './body-size.ts';

/** The body as the caller wrote it, whatever way the gateway sent it: a signature is over these very characters. */
export function rawBody() {
  return {
    before: (request: MiddlewareRequest): void => {
      const http = request.event as HttpRequest;
      checkBodySize(http.body);
      const body = Buffer.from(http.body ?? '', http.isBase64Encoded ? 'base64' : 'utf8').toString('utf8');
      request.event = { ...http, body, isBase64Encoded: false } satisfies HttpRequest;
    },
  };
}
