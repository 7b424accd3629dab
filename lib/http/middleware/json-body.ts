import httpJsonBodyParser from '@middy/http-json-body-parser';
import { ServiceError } from '../../errors/service-error.ts';
import type { HttpRequest } from '../http-request.ts';
import type { MiddlewareRequest } from '../middleware-request.ts';
import { checkBodySize } from './body-size.ts';

/** Parses the body with middy's parser, whose refusals it turns into this service's errors. */
export function jsonBody() {
  const parser = httpJsonBodyParser();
  return {
    before: (request: MiddlewareRequest): void => {
      const { body } = request.event as HttpRequest;
      checkBodySize(body);
      try {
        parser.before?.(request as never);
      } catch (error) {
        throw bodyError(error, body);
      }
    },
  };
}

function bodyError(error: unknown, body: string | undefined): unknown {
  const { statusCode, message } = error as { readonly statusCode?: number; readonly message?: string };
  if (statusCode === 415) return new ServiceError('unsupported_media_type', { cause: error });
  if (statusCode !== 422) return error;
  if (body === undefined || body === '')
    return new ServiceError('invalid_json', { message: 'The request has no body.', cause: error });
  // "Forbidden key in JSON body": `__proto__` and its like, refused before they are an object.
  if (message?.startsWith('Forbidden')) return new ServiceError('invalid_json', { message, cause: error });
  return new ServiceError('invalid_json', { cause: error });
}
