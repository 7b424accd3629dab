import http from 'node:http';
import https from 'node:https';
import type { HeaderList } from './header-list.ts';
import { UpstreamResponse } from './upstream-response.ts';

/** What the OpenAI SDK hands to the `fetch` it was given. */
export interface FetchInit {
  readonly method?: string;
  readonly headers?: HeaderList;
  readonly body?: string | Uint8Array;
  readonly signal?: AbortSignal;
}

export type Fetch = (url: string | URL, init?: FetchInit) => Promise<UpstreamResponse>;

/**
 * A `fetch` over Node's own HTTP client, for the OpenAI SDK: kept-alive connections, no undici (25 ms at start), and a
 * body that is a Node stream. Rejects with Node's network error, or with the signal's reason once it is aborted.
 */
export function createFetch(): Fetch {
  const agents = {
    'http:': () => new http.Agent({ keepAlive: true, scheduling: 'lifo' }),
    'https:': () => new https.Agent({ keepAlive: true, scheduling: 'lifo' }),
  } as const;
  let agent: http.Agent | undefined;
  return async (input, init = {}) => {
    const url = typeof input === 'string' ? new URL(input) : input;
    agent ??= agents[url.protocol === 'http:' ? 'http:' : 'https:']();
    try {
      return await send(url, init, agent);
    } catch (error) {
      // A connection kept over a freeze of the function may be dead by now: nothing was processed, so it goes out again.
      if (!isStaleConnection(error) || init.signal?.aborted) throw error;
      // The others kept with it are no younger: a new agent has none of them.
      agent = agents[url.protocol === 'http:' ? 'http:' : 'https:']();
      return send(url, init, agent);
    }
  };
}

function send(url: URL, init: FetchInit, agent: http.Agent): Promise<UpstreamResponse> {
  const { signal } = init;
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const request = (url.protocol === 'http:' ? http : https).request(url, {
      method: init.method ?? 'GET',
      headers: { ...Object.fromEntries(init.headers ?? []), ...lengthOf(init.body) },
      agent,
    });
    const abort = () => request.destroy(signal?.reason);
    signal?.addEventListener('abort', abort, { once: true });
    request.once('close', () => signal?.removeEventListener('abort', abort));
    request.once('response', (message) => resolve(new UpstreamResponse(message, url.href)));
    request.once('error', (error) => reject(signal?.aborted ? signal.reason : markStale(error, request)));
    request.setNoDelay(true);
    request.end(init.body);
  });
}

function lengthOf(body: FetchInit['body']): Record<string, string> {
  if (body === undefined) return {};
  return { 'content-length': String(typeof body === 'string' ? Buffer.byteLength(body) : body.byteLength) };
}

const stale = new WeakSet<Error>();

/** Node's advice for `ECONNRESET` on a reused socket: https://nodejs.org/api/http.html#requestreusedsocket */
function markStale(error: NodeJS.ErrnoException, request: http.ClientRequest): Error {
  if (request.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE')) stale.add(error);
  return error;
}

function isStaleConnection(error: unknown): boolean {
  return error instanceof Error && stale.has(error);
}
