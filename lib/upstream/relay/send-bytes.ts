import type { RequestContext } from '../../context/request-context.ts';
import { redactKeys } from '../../errors/redact-keys.ts';
import { RelayedRefusal } from '../../errors/relayed-refusal.ts';
import { ServiceError } from '../../errors/service-error.ts';
import { jsonOrUndefined } from '../../json/fields.ts';
import { openaiKey } from '../credentials.ts';
import { errorTextOf } from '../fetch/error-text.ts';
import type { Exchange } from '../fetch/exchange.ts';
import { HeaderList } from '../fetch/header-list.ts';
import { createFetch, type Fetch } from '../fetch/node-fetch.ts';
import type { UpstreamResponse } from '../fetch/upstream-response.ts';
import { keyMask } from '../mask-key.ts';
import {
  requestUpstream,
  type UpstreamAnswer,
  type UpstreamOptions,
  type UpstreamRequest,
} from '../request-upstream.ts';
import { type StatusError, statusError } from '../status-error.ts';
import { keptHeaders } from './kept-headers.ts';

/** A request as it goes out. */
export interface SentBytes {
  readonly method: string;
  /** Below the base URL, with its query: `/responses/resp_1?stream=true`. */
  readonly path: string;
  readonly body?: SentBody | undefined;
}

/** A body with what it is. */
export interface SentBody {
  readonly content: string | Uint8Array;
  readonly contentType: string;
}

/** One for each container, whose connections it keeps. */
let fetch: Fetch | undefined;

/**
 * Sends a request to OpenAI as it is, without the SDK, which would read and write it anew. Throws as `requestUpstream` does, but a
 * refusal of OpenAI's as a `RelayedRefusal`, in its own bytes.
 */
export async function sendBytes(
  context: RequestContext,
  sent: SentBytes,
  request: UpstreamRequest,
): Promise<UpstreamAnswer> {
  let refused: StatusError | undefined;
  let isWhole = true;
  try {
    return await requestUpstream(context, request, async (options) => {
      refused = undefined;
      const response = await sendOnce(context, sent, options);
      if (response.ok) return response;
      const text = await response.text().catch(() => undefined);
      isWhole = text !== undefined;
      refused = statusErrorOf(response, text);
      throw refused;
    });
  } catch (error) {
    if (refused === undefined || !(error instanceof ServiceError) || error.statusCode !== refused.status) throw error;
    // One whose reason has not come whole keeps its status: what it says is this service's.
    throw isWhole ? relayedRefusal(error, refused, context) : error;
  }
}

async function sendOnce(
  { environment }: RequestContext,
  { method, path, body }: SentBytes,
  { timeout, signal, fetchOptions }: UpstreamOptions,
): Promise<UpstreamResponse> {
  const { exchange } = fetchOptions as { readonly exchange: Exchange };
  const headers = new HeaderList({
    accept: 'application/json',
    authorization: `Bearer ${await openaiKey(environment)}`,
    ...(body === undefined ? {} : { 'content-type': body.contentType }),
  });
  const giveUp = new AbortController();
  const abort = () => giveUp.abort(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  const timer = setTimeout(() => giveUp.abort(new HeadersTimeout()), timeout);
  try {
    fetch ??= createFetch();
    const url = environment.openaiBaseUrl.replace(/\/+$/, '') + path;
    return await fetch(url, {
      method,
      headers,
      signal: giveUp.signal,
      exchange,
      ...(body === undefined ? {} : { body: body.content }),
    });
  } finally {
    clearTimeout(timer);
  }
}

/** What `classifyFailure` knows by its name. */
class HeadersTimeout extends Error {
  override readonly name = 'TimeoutError';
}

function statusErrorOf(response: UpstreamResponse, text = ''): StatusError {
  const headers = response.headers as unknown as NonNullable<StatusError['headers']>;
  return statusError(response.status, jsonOrUndefined(text), text === '' ? undefined : text, headers);
}

function relayedRefusal(error: ServiceError, refused: StatusError, context: RequestContext): RelayedRefusal {
  const headers = refused.headers as unknown as HeaderList;
  const mask = keyMask(context.environment);
  const text = redactKeys(mask(errorTextOf(headers) ?? ''));
  context.recorder.failed({ errorCode: error.publicCode ?? error.code, openaiRequestId: error.requestId });
  return new RelayedRefusal(error, { text, headers: keptHeaders(headers, mask) });
}
