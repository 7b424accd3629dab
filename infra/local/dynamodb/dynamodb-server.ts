import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { jsonOrUndefined } from '../../../lib/json/fields.ts';
import { portOf } from '../port-of.ts';
import { readBody } from '../read-body.ts';
import type { LocalDynamodb } from './local-dynamodb.ts';
import { invalid, Refusal } from './refusal.ts';

/** DynamoDB's own limit of a request. */
const MOST_BYTES = 16 * 1024 ** 2;
const TARGET = /^DynamoDB_20120810\.(\w+)$/;

export interface DynamodbServer {
  /** On 127.0.0.1, without a slash at its end. */
  readonly url: string;
  /** Breaks what is still under way. */
  close(): Promise<void>;
}

/**
 * DynamoDB's protocol (JSON 1.0) over a free port of 127.0.0.1. Signatures are not checked, but have to be there. dynalite's own
 * server is not used: it lets any page of a browser in, and ends the process where a client hangs up.
 *
 * @param identity what a GET answers, so that others can tell whom they have found
 */
export async function startDynamodbServer(dynamodb: LocalDynamodb, identity: unknown): Promise<DynamodbServer> {
  const server = createServer((request, response) => {
    answer(dynamodb, identity, request, response).catch(() => response.destroy());
  });
  // Longer than callers keep idle connections, or one would be reset just as it is used again.
  server.keepAliveTimeout = 75_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${portOf(server)}`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(
  dynamodb: LocalDynamodb,
  identity: unknown,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  // A page of a browser may not set these headers without asking first, and that is never answered; nor does it come by this name.
  const { host = '', authorization, 'x-amz-target': target } = request.headers;
  if (!/^127\.0\.0\.1(:\d+)?$/.test(host)) return send(response, 403, {});
  if (request.method === 'GET') return send(response, 200, identity);
  const body = await readBody(request, MOST_BYTES);
  if (body === undefined) return send(response, 413, {});
  try {
    const operation = TARGET.exec(`${target}`)?.[1];
    if (request.method !== 'POST' || operation === undefined) throw invalid('No operation is named');
    if (!authorization?.startsWith('AWS4-')) throw unsigned();
    const input = jsonOrUndefined(body.toString());
    if (input === undefined) throw new Refusal(400, { __type: 'com.amazon.coral.service#SerializationException' });
    send(response, 200, await dynamodb(operation, input));
  } catch (error) {
    if (error instanceof Refusal) return send(response, error.statusCode, error.body);
    // A defect of the local table itself looks to its caller like one of DynamoDB's; here it is printed.
    process.stderr.write(`local table: ${error instanceof Error ? error.stack : error}\n`);
    send(response, 500, { __type: 'com.amazonaws.dynamodb.v20120810#InternalServerError', message: 'See the output' });
  }
}

function unsigned(): Refusal {
  return new Refusal(400, {
    __type: 'com.amazon.coral.service#MissingAuthenticationTokenException',
    message: 'Request is missing Authentication Token',
  });
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body));
}
