import httpJsonBodyParser from '@middy/http-json-body-parser';
import { ServiceError } from '../../errors/service-error.ts';
import { jsonShape } from '../../validation/json-shape.ts';
import { changesNumbers, namesProto, readRequestJson } from '../../validation/request-json.ts';
import { contextOf } from '../context-of.ts';
import type { HttpRequest } from '../http-request.ts';
import type { MiddlewareRequest } from '../middleware-request.ts';
import { checkBodySize } from './body-size.ts';
import { decodedBody } from './decoded-body.ts';

/** Deeper than any schema or conversation; far less deep than what ends a program that walks through it. */
const MOST_LEVELS = 512;

const MIB = 1024 * 1024;

/**
 * The most memory that the lists and objects of a body may take: checked, sent and logged they take several times as much, in a
 * function of 512 MB. A conversation of 6 MB takes 2 MB; a list of 300,000 empty objects takes all of it.
 */
const MOST_STRUCTURE_BYTES = 16 * MIB;

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
      if (text !== undefined) checkShape(text);
      const { body: _, ...rest } = http;
      const event = { ...rest, isBase64Encoded: false, ...(text === undefined ? {} : { body: text }) };
      request.event = event;
      if (contextOf(request).dialect === 'openai') {
        Object.assign(event, { text, body: text === undefined ? undefined : plainJson(text) });
        return;
      }
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

/** What goes on to OpenAI as it came is only looked at here: fields of any name are data. */
function plainJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ServiceError('invalid_json', { cause });
  }
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

/** Before anything parses it. */
function checkShape(text: string): void {
  const { depth, bytes } = jsonShape(text);
  if (depth > MOST_LEVELS) throw tooDeep();
  if (bytes <= MOST_STRUCTURE_BYTES) return;
  throw new ServiceError('request_too_large', {
    message: `The request body has too many values: its lists and objects take more than ${MOST_STRUCTURE_BYTES / MIB} MB of memory.`,
    hint: 'Send fewer items, or send the data as a text or as a file.',
  });
}

function tooDeep(): ServiceError {
  return new ServiceError('validation_failed', {
    message: `The request body is nested deeper than ${MOST_LEVELS} levels.`,
    hint: 'Send lists and objects side by side instead of inside each other, or deep data as a text.',
  });
}
