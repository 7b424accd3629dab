import http from 'node:http';
import https from 'node:https';
import type { Readable } from 'node:stream';
import { decodedResponse } from './decoded-response.ts';
import type { Exchange } from './exchange.ts';
import { HeaderList } from './header-list.ts';
import { badStatus, isAnswer, isInterim } from './protocol-error.ts';
import type { UpstreamResponse } from './upstream-response.ts';

/** A body that is made anew for each attempt, and never held as a whole. */
export interface StreamedBody {
  /** In bytes. */
  readonly length: number;
  readonly open: () => Readable;
}

/** What the OpenAI SDK hands to the `fetch` it was given. */
export interface FetchInit {
  readonly method?: string;
  readonly headers?: HeaderList;
  readonly body?: string | Uint8Array | StreamedBody;
  readonly signal?: AbortSignal;
  /** Told how far the request came. */
  readonly exchange?: Exchange;
}

export type Fetch = (url: string | URL, init?: FetchInit) => Promise<UpstreamResponse>;

/**
 * How long an unused connection is kept, in milliseconds. A function is frozen between requests: the timer fires when it
 * thaws, before a request can pick a connection that the other side has closed meanwhile.
 */
const KEPT_MS = 30_000;

/**
 * A `fetch` over Node's own HTTP client, for the OpenAI SDK: kept-alive connections, no undici (25 ms at start), and a
 * body that is a Node stream. Rejects with Node's network error, a `ProtocolError` for what HTTP does not allow as an answer,
 * or the signal's reason once it is aborted; sends once, since trying again is `retry.ts`'s to decide. Always settles.
 */
export function createFetch(): Fetch {
  let agent: http.Agent | undefined;
  return async (input, init = {}) => {
    init.signal?.throwIfAborted();
    const url = typeof input === 'string' ? new URL(input) : input;
    agent ??= new (url.protocol === 'http:' ? http : https).Agent({
      keepAlive: true,
      scheduling: 'lifo',
      timeout: KEPT_MS,
    });
    const { promise, resolve, reject } = Promise.withResolvers<UpstreamResponse>();
    const request = send(url, init, agent, resolve, (error) => {
      // The other kept connections are no younger than one that was found dead: the next attempt gets none of them.
      if (request.reusedSocket) agent = undefined;
      reject(error);
    });
    return promise;
  };
}

function send(
  url: URL,
  { signal, method = 'GET', headers = new HeaderList(), body, exchange }: FetchInit,
  agent: http.Agent,
  resolve: (response: UpstreamResponse | Promise<UpstreamResponse>) => void,
  reject: (reason: unknown) => void,
): http.ClientRequest {
  const request = (url.protocol === 'http:' ? http : https).request(url, {
    method,
    // Without it, a gateway may use any coding (RFC 9110 §12.5.3).
    headers: { 'accept-encoding': 'identity', ...Object.fromEntries(headers), ...lengthOf(body) },
    agent,
  });
  const abort = () => request.destroy(signal?.reason);
  signal?.addEventListener('abort', abort, { once: true });
  request.once('close', () => signal?.removeEventListener('abort', abort));
  let interim: number | undefined;
  const failed = (error: Error) => {
    if (signal?.aborted) reject(signal.reason);
    else reject(interim === undefined ? error : badStatus(interim, error));
  };
  const closed = () => failed(connectionReset());
  request.once('response', (message) => {
    request.off('close', closed);
    const { statusCode } = message;
    if (isAnswer(statusCode)) {
      if (exchange && statusCode !== undefined) exchange.status = statusCode;
      resolve(decodedResponse(message, url.href, exchange));
      return;
    }
    message.destroy();
    reject(badStatus(statusCode));
  });
  // Without a listener Node closes a connection that was upgraded, and says nothing more.
  request.once('upgrade', ({ statusCode }, socket) => {
    socket.destroy();
    reject(badStatus(statusCode));
  });
  request.on('information', ({ statusCode }) => {
    interim = statusCode;
    if (exchange) exchange.interimStatus = statusCode;
    if (!isInterim(statusCode)) request.destroy(badStatus(statusCode));
  });
  // Not once: what comes after an answer that was refused may be no HTTP either, and an error that nobody hears ends the process.
  request.on('error', failed);
  request.once('close', closed);
  if (exchange) observe(request, exchange);
  request.setNoDelay(true);
  if (isStreamed(body)) write(body, request);
  else request.end(body);
  return request;
}

function isStreamed(body: FetchInit['body']): body is StreamedBody {
  return typeof body === 'object' && 'open' in body;
}

/** As fast as OpenAI takes it. A source that fails is why the request does. */
function write(body: StreamedBody, request: http.ClientRequest): void {
  const source = body.open();
  source.once('error', (error) => request.destroy(error));
  request.once('close', () => source.destroy());
  source.pipe(request);
}

function observe(request: http.ClientRequest, exchange: Exchange): void {
  request.once('finish', () => {
    exchange.sentAt = exchange.now();
  });
  request.once('socket', (socket) => {
    const heard = () => {
      exchange.isHeard = true;
    };
    socket.once('data', heard);
    // A connection is kept for other requests.
    request.once('close', () => socket.off('data', heard));
  });
}

/** A connection that was closed without an error, and without an answer. */
function connectionReset(): Error {
  return Object.assign(new Error('The connection was closed without an answer'), { code: 'ECONNRESET' });
}

function lengthOf(body: FetchInit['body']): Record<string, string> {
  if (body === undefined) return {};
  if (isStreamed(body)) return { 'content-length': String(body.length) };
  return { 'content-length': String(typeof body === 'string' ? Buffer.byteLength(body) : body.byteLength) };
}
