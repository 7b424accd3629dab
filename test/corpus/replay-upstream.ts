import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';

/** What the upstream answers to a request. */
export interface Replay {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Each is one write. */
  readonly chunks: readonly Buffer[];
}

/** A request that came. */
export interface ReceivedRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly body: string;
}

/** Plays recordings in OpenAI's place, one at a time. */
export interface ReplayUpstream {
  /** Ends in `/v1`. */
  readonly url: string;
  /** Takes the place of what was played before, and forgets the requests so far. */
  play(answerTo: (request: ReceivedRequest) => Replay): void;
  /** The requests that came since, in order. */
  readonly received: readonly ReceivedRequest[];
  close(): Promise<void>;
}

/** The server's own matters: how this body is framed, compressed and kept alive was said of another connection. */
const FRAMING = /^(connection|content-encoding|content-length|keep-alive|trailer|transfer-encoding|upgrade)$/i;

/** Starts the upstream on a free port of 127.0.0.1. The caller closes it. */
export async function startReplayUpstream(): Promise<ReplayUpstream> {
  let current: (request: ReceivedRequest) => Replay = () => ({ status: 404, headers: {}, chunks: [] });
  let received: ReceivedRequest[] = [];
  const server = createServer(async (request, response) => {
    const { method = '', url = '' } = request;
    const arrived = { method, url, body: await text(request) };
    received.push(arrived);
    await answer(current(arrived), response);
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    play(answerTo) {
      current = answerTo;
      received = [];
    },
    get received() {
      return received;
    },
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer({ status, headers, chunks }: Replay, response: ServerResponse): Promise<void> {
  response.socket?.setNoDelay(true);
  for (const [name, value] of Object.entries(headers)) {
    if (!FRAMING.test(name)) response.setHeader(name, value);
  }
  response.writeHead(status);
  for (const [index, chunk] of chunks.entries()) {
    if (response.destroyed) return;
    // The next write only once this one has left, or they would arrive as one.
    if (index > 0) await setImmediate();
    response.write(chunk);
  }
  response.end();
}
