import type { HttpRequest } from '../http-request.ts';
import type { MiddlewareRequest } from '../middleware-request.ts';
import { checkBodySize } from './body-size.ts';
import { decodedBody } from './decoded-body.ts';

/** The body as the caller wrote it, whatever way it was sent: a signature is over these very characters, decompressed. */
export function rawBody() {
  return {
    before: (request: MiddlewareRequest): void => {
      const http = request.event as HttpRequest;
      checkBodySize(http.body);
      const body = decodedBody(http) ?? '';
      request.event = { ...http, body, isBase64Encoded: false } satisfies HttpRequest;
    },
  };
}
