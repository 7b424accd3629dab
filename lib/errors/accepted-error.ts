import { type Fields, fieldsOf, isFields } from '../json/fields.ts';
import { errorCatalogue } from './catalogue.ts';
import { fromUpstreamFailure } from './from-upstream.ts';
import { openAIErrorFields } from './openai-error-fields.ts';
import { resolveCode } from './resolve-code.ts';
import type { ServiceError } from './service-error.ts';

/** How servers begin a body without `error` that is one all the same. */
const ERROR_FIELDS = /^(?:message|errors|detail|fault|error_?(?:message|description|code)|status_?code)$/i;

/** What a response may be, beside its error. */
const LIFECYCLE = /^(?:queued|in_progress|completed|incomplete|failed|cancelled)$/;

/**
 * The failure that a body tells of though its status was good: gateways that have committed the status have no other way to
 * say so. Its status is that of its code: the number where that is one, else the catalogue's, else 502. Undefined for an
 * answer; a response that has failed is one, and its `error` a part of it.
 */
export function acceptedError(body: unknown, headers: Readonly<Record<string, string>>): ServiceError | undefined {
  if (!isErrorBody(body)) return undefined;
  const fields = openAIErrorFields(body);
  const statusCode = numericStatus(body) ?? errorCatalogue[resolveCode(fields).code].statusCode;
  return fromUpstreamFailure({ kind: 'status', statusCode, headers, body });
}

function isErrorBody(body: unknown): boolean {
  if (Array.isArray(body)) return body.length > 0 && body.every(isErrorBody);
  if (!isFields(body) || isAnswer(body)) return false;
  if (body.object === 'error' || body.type === 'error' || isSaid(body.error)) return true;
  if (body.id !== undefined || !Object.keys(body).some((name) => ERROR_FIELDS.test(name))) return false;
  return openAIErrorFields(body).message !== undefined;
}

/** What says of itself what it is, or has what only an answer has. */
function isAnswer({ object, output, data, input_tokens, deleted, id, status }: Fields): boolean {
  if (typeof object === 'string' && object !== 'error') return true;
  if (Array.isArray(output) || Array.isArray(data) || typeof input_tokens === 'number' || deleted === true) return true;
  return typeof id === 'string' && typeof status === 'string' && LIFECYCLE.test(status);
}

/** `null`, `false` and `{}` are no errors. */
function isSaid(error: unknown): boolean {
  if (typeof error === 'object' && error !== null) return Object.keys(error).length > 0;
  return typeof error === 'string' && error !== '';
}

/** The HTTP status that a body names, in the error itself or beside it. */
function numericStatus(body: unknown): number | undefined {
  const outer = fieldsOf(Array.isArray(body) ? body[0] : body);
  for (const { code, status, statusCode, status_code } of [fieldsOf(outer.error), outer]) {
    for (const value of [code, status, statusCode, status_code]) {
      const number = typeof value === 'string' && /^\d{3}$/.test(value) ? Number(value) : value;
      if (typeof number === 'number' && Number.isInteger(number) && number >= 400 && number < 600) return number;
    }
  }
  return undefined;
}
