import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface Delivery {
  readonly headers: Record<string, string>;
  readonly body: string;
}

export interface Receiver {
  readonly url: string;
  readonly deliveries: readonly Delivery[];
  /** Resolves when so many have come in all. */
  readonly received: (count: number) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Takes webhooks in; answers with the given statuses in turn, then with 204. */
export async function startReceiver(statuses: readonly number[] = []): Promise<Receiver> {
  const deliveries: Delivery[] = [];
  const server = createServer(async (request, response) => {
    const body = await text(request);
    const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)]);
    const status = statuses[deliveries.length] ?? 204;
    deliveries.push({ headers: Object.fromEntries(headers), body });
    response.writeHead(status).end();
    server.emit('received');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook`,
    deliveries,
    received: async (count) => {
      while (deliveries.length < count) await once(server, 'received');
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
