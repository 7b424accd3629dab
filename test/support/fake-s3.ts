import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Answers one request of the SDK; does nothing to keep it waiting. */
export type S3Script = (request: IncomingMessage, response: ServerResponse) => void;

/** A server in S3's place that misbehaves as told. */
export interface FakeS3 {
  readonly url: string;
  /** Method and path of every request so far. */
  readonly requests: readonly string[];
  /** Breaks every connection. */
  close(): Promise<void>;
}

/** Starts one on 127.0.0.1. The caller closes it. */
export async function startFakeS3(script: S3Script): Promise<FakeS3> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url?.split('?')[0]}`);
    // S3 names what it has stored: without that, nothing counts as stored. A script may take it away.
    if (request.method === 'PUT') response.setHeader('etag', '"1"');
    request.resume().once('end', () => script(request, response));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Refuses every request as S3 does: status and code (https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html). */
export function refuse(statusCode: number, code: string): S3Script {
  return (request, response) => {
    response.writeHead(statusCode, { 'content-type': 'application/xml' });
    response.end(request.method === 'HEAD' ? '' : `<Error><Code>${code}</Code><Message>${code}</Message></Error>`);
  };
}
