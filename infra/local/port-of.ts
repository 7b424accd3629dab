import type { Server } from 'node:net';

/** The port that a server listens on. Throws where it does not listen, or on a path. */
export function portOf(server: Server): number {
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('The server has no port');
  return address.port;
}
