import type { RequestContext } from '../context/request-context.ts';
import { jsonOrUndefined } from '../json/fields.ts';
import { openaiKey } from './credentials.ts';
import type { Exchange } from './fetch/exchange.ts';
import { HeaderList } from './fetch/header-list.ts';
import { createFetch, type Fetch, type StreamedBody } from './fetch/node-fetch.ts';
import type { UpstreamResponse } from './fetch/upstream-response.ts';
import type { UpstreamOptions } from './request-upstream.ts';
import { type StatusError, statusError } from './status-error.ts';

/** A request as it goes out. */
export interface SentBytes {
  readonly method: string;
  /** Below the base URL, with its query: `/responses/resp_1?stream=true`. */
  readonly path: string;
  readonly body?: SentBody | undefined;
}

/** A body with what it is. */
export interface SentBody {
  readonly content: string | Uint8Array | StreamedBody;
  readonly contentType: string;
}

/** One for each container, whose connections it keeps. */
let fetch: Fetch | undefined;

/** Sends a request to OpenAI as it is, without the SDK, which would read and write it anew. Rejects as `Fetch` does. */
export async function sendOnce(
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

/** An answer of OpenAI's that is none of success, as the SDK would throw it. */
export async function refusalOf(
  response: UpstreamResponse,
): Promise<{ readonly refused: StatusError; readonly isWhole: boolean }> {
  const text = await response.text().catch(() => undefined);
  const headers = response.headers as unknown as NonNullable<StatusError['headers']>;
  const refused = statusError(response.status, jsonOrUndefined(text ?? ''), text || undefined, headers);
  return { refused, isWhole: text !== undefined };
}
