import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** A request as it reached the upstream. */
export interface UpstreamRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  /** The body as text. */
  readonly body: string;
  /** The same as it came. */
  readonly bytes: Buffer;
  /** The body as JSON. Throws where it is none. */
  json(): Record<string, unknown>;
  /** Resolves once the caller has broken the connection or the answer is over. */
  readonly closed: Promise<void>;
}

/** Plays OpenAI in one test: writes what it likes to `response`, `response.socket` for what HTTP would not allow. */
export type UpstreamHandler = (request: UpstreamRequest, response: ServerResponse) => void | Promise<void>;

/** A server in OpenAI's place. */
export interface Upstream {
  /** For `OPENAI_API_BASE_URL`: ends in `/v1`. */
  readonly url: string;
  /** Every request so far, in order. */
  readonly requests: readonly UpstreamRequest[];
  /** Takes the place of the handler from the next request on. */
  handle(handler: UpstreamHandler): void;
  /** Breaks every connection. */
  close(): Promise<void>;
}

/** Starts an upstream that answers each request with `handler` (at first: 404 for all). The caller closes it. */
export async function startUpstream(
  handler: UpstreamHandler = (_request, response) => void response.writeHead(404).end(),
): Promise<Upstream> {
  const requests: UpstreamRequest[] = [];
  let current = handler;
  const server = createServer(async (message, response) => {
    const { promise: closed, resolve } = Promise.withResolvers<void>();
    response.once('close', resolve);
    const bytes = await buffer(message).catch(() => Buffer.alloc(0));
    const body = bytes.toString('utf8');
    const { method = 'GET', url = '/', headers } = message;
    const request = { method, url, headers, body, bytes, closed, json: () => JSON.parse(body) };
    requests.push(request);
    try {
      await current(request, response);
    } catch (error) {
      // Of a caller that has gone, as at the end of a test: nobody is left to be told.
      const isGone = response.destroyed && !response.writableFinished;
      if (!isGone) throw error;
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    handle(next) {
      current = next;
    },
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** One event in OpenAI's framing. */
export function upstreamFrame(event: { readonly type: string }): string {
  return `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}

/** A handler that streams these events at once and ends. */
export function playEvents(events: readonly { readonly type: string }[]): UpstreamHandler {
  return (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'x-request-id': 'req_test' });
    for (const event of events) response.write(upstreamFrame(event));
    response.end();
  };
}

/** A handler that answers with JSON. */
export function playJson(body: unknown, statusCode = 200, headers: Record<string, string> = {}): UpstreamHandler {
  return (_request, response) => {
    response.writeHead(statusCode, { 'content-type': 'application/json', 'x-request-id': 'req_test', ...headers });
    response.end(JSON.stringify(body));
  };
}
