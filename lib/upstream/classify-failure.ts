import { APIConnectionError, APIConnectionTimeoutError, APIError, APIUserAbortError } from 'openai/core/error';
import { errorCatalogue } from '../errors/catalogue.ts';
import type { UpstreamFailure } from '../errors/from-upstream.ts';
import { openAIErrorFields } from '../errors/openai-error-fields.ts';
import { resolveCode } from '../errors/resolve-code.ts';
import { ServiceError } from '../errors/service-error.ts';
import { PROTOCOL_ERROR_CODE } from './fetch/protocol-error.ts';
import { StatusError } from './status-error.ts';

/** Error codes of sockets, DNS and TLS (https://nodejs.org/api/errors.html#common-system-errors) and of undici. */
const CONNECTION_CODE =
  /^(?:ECONN(?:RESET|REFUSED|ABORTED)|ENOTFOUND|EAI_\w+|EPIPE|EPROTO|E(?:HOST|NET)(?:UNREACH|DOWN)|EADDRNOTAVAIL|UND_ERR_\w+|ERR_(?:TLS|SSL)_\w+|ERR_STREAM_PREMATURE_CLOSE|CERT_\w+|UNABLE_TO_\w+|DEPTH_ZERO_\w+|SELF_SIGNED_\w+)$/;
const TIMEOUT_CODE = /^(?:ETIMEDOUT|ESOCKETTIMEDOUT|UND_ERR_\w*TIMEOUT)$/;
/** What is no HTTP, or too large a part of it (llhttp's codes), and what HTTP does not allow as an answer. */
const PROTOCOL_CODE = new RegExp(`^(?:HPE_\\w+|${PROTOCOL_ERROR_CODE})$`);

/** What `fetch` says, as a `TypeError`, when the connection cannot be made or breaks. */
const FETCH_MESSAGE = /^(?:terminated|fetch failed|other side closed|network error)$/;

/** How deep a network error may lie in `cause`s: the SDK wraps what `fetch` wrapped. */
const MAX_CAUSES = 5;

/**
 * Tells how a request to OpenAI failed, from what the SDK or the network threw. Undefined for anything else: a
 * `ServiceError`, which has been told already, or a defect of ours, which is neither retried nor blamed on upstream.
 */
export function classifyFailure(error: unknown): UpstreamFailure | undefined {
  if (error instanceof ServiceError) return undefined;
  if (error instanceof APIUserAbortError) return { kind: 'aborted', cause: error };
  if (error instanceof APIConnectionTimeoutError) return { kind: 'timeout', cause: error };
  if (error instanceof APIConnectionError) return networkFailure(error) ?? { kind: 'connection', cause: error };
  return error instanceof APIError ? statusFailure(error) : networkFailure(error);
}

function statusFailure(error: APIError): UpstreamFailure {
  const body = bodyOf(error);
  // The SDK throws the `error` event of a stream without a status: what the event says then decides.
  const statusCode = error.status ?? errorCatalogue[resolveCode(openAIErrorFields(body)).code].statusCode;
  return { kind: 'status', statusCode, headers: lowerCaseHeaders(error.headers), body };
}

/** The SDK's own errors keep the body's `error` only; a body without one survives in the message, after the status. */
function bodyOf(error: APIError): unknown {
  if (error instanceof StatusError) return error.body;
  if (error.error !== undefined) return { error: error.error };
  const text = error.status === undefined ? error.message : error.message.replace(/^\d+ /, '');
  return text === 'status code (no body)' || text === '(no status code or body)' ? undefined : text;
}

function lowerCaseHeaders(headers: unknown): Record<string, string> {
  const plain: Record<string, string> = {};
  if (typeof headers !== 'object' || headers === null) return plain;
  // Any implementation of Headers will do; asking for the global class would make Node load undici.
  const entries: Iterable<readonly [string, unknown]> =
    'entries' in headers && typeof headers.entries === 'function' ? headers.entries() : Object.entries(headers);
  for (const [name, value] of entries) if (typeof value === 'string') plain[name.toLowerCase()] = value;
  return plain;
}

function networkFailure(error: unknown): UpstreamFailure | undefined {
  let cause = error;
  for (let depth = 0; depth < MAX_CAUSES && cause instanceof Error; depth++) {
    const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
    if (cause.name === 'AbortError') return { kind: 'aborted', cause: error };
    if (cause.name === 'TimeoutError' || TIMEOUT_CODE.test(code)) return { kind: 'timeout', cause: error };
    if (PROTOCOL_CODE.test(code)) return { kind: 'protocol', cause: error };
    if (CONNECTION_CODE.test(code) || (cause instanceof TypeError && FETCH_MESSAGE.test(cause.message))) {
      // `fetch failed` says nothing itself: its cause may be a timeout.
      const inner = networkFailure(cause.cause);
      return inner?.kind === 'timeout' ? { kind: 'timeout', cause: error } : { kind: 'connection', cause: error };
    }
    cause = cause.cause;
  }
  return undefined;
}
