import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

/** A server whose connections the test answers byte by byte. */
export interface RawServer {
  readonly url: string;
  /** Connections so far, in order. */
  readonly sockets: readonly Socket[];
  close(): Promise<void>;
}

/** Calls `onRequest` for each chunk of a connection, with how many came on it before. The caller closes the server. */
export async function startRawServer(
  onRequest: (socket: Socket, earlier: number, connection: number) => void,
): Promise<RawServer> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    const connection = sockets.push(socket) - 1;
    let earlier = 0;
    socket.on('error', () => undefined);
    socket.on('data', () => onRequest(socket, earlier++, connection));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    sockets,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** A whole answer that keeps its connection. */
export function rawAnswer(body: string): string {
  return `HTTP/1.1 200 OK\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}
