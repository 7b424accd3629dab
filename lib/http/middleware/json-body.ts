import httpJsonBodyParser from '@middy/http-json-body-parser';
import { ServiceError } from '../../errors/service-error.ts';
import { isDeeperThan } from '../../validation/json-depth.ts';
import { changesNumbers, namesProto, readRequestJson } from '../../validation/request-json.ts';
import type { HttpRequest } from '../http-request.ts';
import type { MiddlewareRequest } from '../middleware-request.ts';
import { checkBodySize } from './body-size.ts';
import { decodedBody } from './decoded-body.ts';

/** Deeper than any schema or conversation; far less deep than what ends a program that walks through it. */
const MOST_LEVELS = 512;

/**
 * Parses the body with middy's parser, whose refusals it turns into this service's errors. What that parser refuses or changes
 * although it is good JSON, `__proto__` and long numbers, is read again by this service's own.
 */
export function jsonBody() {
  const parser = httpJsonBodyParser();
  return {
    before: (request: MiddlewareRequest): void => {
      const http = request.event as HttpRequest;
      checkBodySize(http.body);
      const text = decodedBody(http);
      if (text !== undefined && isDeeperThan(MOST_LEVELS, text)) throw tooDeep();
      const { body: _, ...rest } = http;
      const event = { ...rest, isBase64Encoded: false, ...(text === undefined ? {} : { body: text }) };
      request.event = event;
      try {
        parser.before?.(request as never);
        if (text !== undefined && changesNumbers(text)) Object.assign(event, { body: readAgain(text) });
      } catch (error) {
        if (!isForbiddenKey(error) || text === undefined) throw bodyError(error, text);
        Object.assign(event, { body: readAgain(text) });
      }
    },
  };
}

/** "Forbidden key in JSON body": middy refuses `__proto__` and its like, which are data here, without having read to the end. */
function isForbiddenKey(error: unknown): boolean {
  const { statusCode, message } = error as { readonly statusCode?: number; readonly message?: string };
  return statusCode === 422 && message?.startsWith('Forbidden') === true;
}

function readAgain(text: string): unknown {
  let body: unknown;
  try {
    body = readRequestJson(text);
  } catch (cause) {
    throw new ServiceError('invalid_json', { cause });
  }
  if (!namesProto(body)) return body;
  // Unlike other fields that are not known it is no field that OpenAI could have added.
  throw new ServiceError('invalid_json', {
    message: "The request body has a field called '__proto__'.",
    hint: "Remove '__proto__': no request has such a field. Inside of schemas, metadata and other data it may stand.",
  });
}

function bodyError(error: unknown, body: string | undefined): unknown {
  const { statusCode } = error as { readonly statusCode?: number };
  if (statusCode === 415) return new ServiceError('unsupported_media_type', { cause: error });
  if (statusCode !== 422) return error;
  if (body === undefined || body === '')
    return new ServiceError('invalid_json', { message: 'The request has no body.', cause: error });
  return new ServiceError('invalid_json', { cause: error });
}

function tooDeep(): ServiceError {
  return new ServiceError('validation_failed', {
    message: `The request body is nested deeper than ${MOST_LEVELS} levels.`,
    hint: 'Send lists and objects side by side instead of inside each other, or deep data as a text.',
  });
}
