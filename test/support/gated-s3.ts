import { once } from 'node:events';
import { createServer, request as forward, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { S3Script } from './fake-s3.ts';

/** A request of the SDK on its way to S3. */
export interface S3Call {
  readonly method: string;
  /** Decoded, without the bucket; empty for a listing. */
  readonly key: string;
}

/** What happens to a call on its way; each may wait as long as it likes. */
export interface S3Hooks {
  /** Before S3 hears of it. A script that it comes back with is played in S3's place. */
  readonly before?: (call: S3Call) => Promise<S3Script | undefined> | S3Script | undefined;
  /** When S3 has done it, before its answer goes out. */
  readonly after?: (call: S3Call) => Promise<void> | void;
}

/** A gate between functions and an S3 of this machine. */
export interface GatedS3 {
  readonly url: string;
  /** Every call so far, in the order in which they came. */
  readonly calls: readonly S3Call[];
  /** Takes the place of the hooks from the next call on; open to all without any. */
  gate(hooks?: S3Hooks): void;
  /** Breaks every connection. */
  close(): Promise<void>;
}

/** Whether a call changes what S3 holds. */
export function isWrite({ method }: S3Call): boolean {
  return method !== 'GET' && method !== 'HEAD';
}

/** Starts a gate before the S3 at `target`. The caller closes it. */
export async function startGatedS3(target: string): Promise<GatedS3> {
  const calls: S3Call[] = [];
  let hooks: S3Hooks = {};
  const server = createServer(async (request, response) => {
    const { before, after } = hooks;
    const { method = 'GET', url = '/' } = request;
    const call = { method, key: decodeURIComponent(url.split('?')[0] ?? '').replace(/^\/[^/]*\/?/, '') };
    calls.push(call);
    try {
      const body = await buffer(request);
      const script = await before?.(call);
      if (script) return script(request, response);
      const answer = await passOn(target, request, body);
      const answered = await buffer(answer);
      await after?.(call);
      response.writeHead(answer.statusCode ?? 500, answer.headers).end(answered);
    } catch {
      // One of the two ends has broken the connection: so does the gate.
      response.destroy();
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    gate(next = {}) {
      hooks = next;
    },
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function passOn(
  target: string,
  { method, url, headers }: IncomingMessage,
  body: Buffer,
): Promise<IncomingMessage> {
  const { host: _host, connection: _connection, ...rest } = headers;
  const outgoing = forward(new URL(url ?? '/', target), { method: method ?? 'GET', headers: rest, agent: false });
  outgoing.end(body);
  const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
  return answer;
}

/** Keeps a call waiting until the gate is closed: neither S3 nor an answer ever comes of it. */
export function forever(): Promise<never> {
  return new Promise<never>(() => {});
}
