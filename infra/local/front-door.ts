import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type Endpoint, endpoints as endpointTable } from '../../lib/endpoints/table.ts';
import { ServiceError } from '../../lib/errors/service-error.ts';
import { type Callers, OWN_MACHINE, type Refusal, refusalOf } from './callers.ts';
import { corsHeadersFor, preflightHeaders, withCors } from './cors.ts';
import { apiGatewayEvent, functionUrlEvent } from './events.ts';
import type { FunctionHost } from './lambda/function-host.ts';
import { portOf } from './port-of.ts';
import { readBody } from './read-body.ts';
import { noSuchEndpoint, refusalAnswer } from './refusal-answer.ts';
import type { RequestSummary } from './request-line.ts';
import { type Route, routeTo } from './routes.ts';

export interface FrontDoorOptions {
  readonly host: Pick<FunctionHost, 'invoke'>;
  /** Defaults to the endpoint table. */
  readonly endpoints?: readonly Endpoint[];
  /** 0 takes any free one. */
  readonly port: number;
  /** Which pages may call, and under which names; defaults to this machine's alone. */
  readonly callers?: Callers;
  /** Told once for each request, when its answer is over. */
  readonly onRequest?: (summary: RequestSummary) => void;
}

/** The HTTP server before the functions, on 127.0.0.1. */
export interface FrontDoor {
  /** Without a slash at its end. */
  readonly url: string;
  /** Breaks what is still under way. */
  close(): Promise<void>;
}

/** Lambda's limit for an event (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html). */
const EVENT_LIMIT = 6 * 1024 * 1024;
/** The front ends of AWS frame an answer themselves. */
const FRAMING_HEADERS = new Set([
  'connection',
  'content-length',
  'keep-alive',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

type Reply = Pick<RequestSummary, 'statusCode' | 'bytes'> & { readonly note?: string };

/**
 * Serves every endpoint of the table on one port, as function URLs do; with the header `x-front-door: api`, as API
 * Gateway's REST routes do. Like both, it does not tell a function that its client has gone.
 *
 * @throws Error with code `EADDRINUSE` where the port is taken
 */
export async function startFrontDoor(options: FrontDoorOptions): Promise<FrontDoor> {
  const { endpoints = endpointTable, callers = OWN_MACHINE } = options;
  const server = createServer(async (request, response) => {
    const startedAt = performance.now();
    const method = request.method ?? 'GET';
    const path = request.url?.split('?')[0] ?? '/';
    const route = routeTo(endpoints, method, path);
    const cors = corsHeadersFor(callers, request.headers.origin);
    let reply: Reply;
    try {
      const refusal = refusalOf(callers, request.headers, isHarmless(route));
      if (refusal) throw refused(refusal);
      if (route.found === 'nothing') throw noSuchEndpoint(method, path, endpoints);
      reply = await answer(options.host, { method, route, cors }, request, response);
    } catch (error) {
      reply = refuse(response, { path, cors }, error);
    }
    const functionName = route.found === 'endpoint' ? { functionName: route.endpoint.name } : {};
    options.onRequest?.({ method, path, ...reply, ...functionName, milliseconds: performance.now() - startedAt });
  });
  server.keepAliveTimeout = 65_000;
  server.listen(options.port, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${portOf(server)}`,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Where nothing is spent or changed, nor anything of somebody's shown: pages, the description, the health. */
function isHarmless(route: Route): boolean {
  if (route.found !== 'endpoint') return true;
  const { openai, images, background } = route.endpoint.access;
  return !openai && images === undefined && background === undefined;
}

function refused({ code, message, hint }: Refusal): ServiceError {
  return new ServiceError('permission_denied', { publicCode: code, message, hint });
}

/** A route that leads somewhere. */
type Found = Exclude<Route, { readonly found: 'nothing' }>;

interface Routed {
  readonly method: string;
  readonly route: Found;
  readonly cors: Readonly<Record<string, string>>;
}

async function answer(
  host: Pick<FunctionHost, 'invoke'>,
  { method, route, cors }: Routed,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Reply> {
  if (route.found === 'path') {
    const methods = [...route.methods, 'OPTIONS'];
    if (method !== 'OPTIONS') throw new ServiceError('method_not_allowed', { headers: { allow: methods.join(', ') } });
    const wanted = request.headers['access-control-request-headers'];
    response.writeHead(204, { ...cors, ...preflightHeaders(methods, wanted) }).end();
    return { statusCode: 204, bytes: 0 };
  }
  const { endpoint, template, parameters } = route;
  const body = await readBody(request, EVENT_LIMIT);
  if (!body) throw new ServiceError('request_too_large');
  const requestId = randomUUID();
  const buildEvent = request.headers['x-front-door'] === 'api' ? apiGatewayEvent : functionUrlEvent;
  const event = buildEvent({
    method,
    url: request.url ?? '/',
    rawHeaders: request.rawHeaders,
    body,
    sourceIp: request.socket.remoteAddress ?? '127.0.0.1',
    requestId,
    time: Date.now(),
    parameters,
    resource: template,
  });
  // The limit is on the event as Lambda gets it: base64 and JSON's escapes count.
  if (Buffer.byteLength(JSON.stringify(event)) > EVENT_LIMIT) throw new ServiceError('request_too_large');

  const invocation = await host.invoke(endpoint.name, event);
  invocation.body.on('error', () => {}); // Reported by `passOn`; it may come before anybody reads.
  try {
    const passed = Object.fromEntries(
      Object.entries(invocation.headers).filter(([name]) => !FRAMING_HEADERS.has(name)),
    );
    const cookies = invocation.cookies.length > 0 ? { 'set-cookie': [...invocation.cookies] } : {};
    const headers = { 'x-amzn-requestid': requestId, ...withCors(passed, cors), ...cookies };
    response.writeHead(invocation.statusCode, headers);
  } catch (error) {
    invocation.body.resume();
    throw error;
  }
  return { statusCode: invocation.statusCode, ...(await passOn(invocation.body, response)) };
}

/** Writes a function's body to the client, at the client's pace; once the client has gone, reads on for the function. */
async function passOn(body: AsyncIterable<Buffer>, response: ServerResponse): Promise<Omit<Reply, 'statusCode'>> {
  let bytes = 0;
  try {
    for await (const chunk of body) {
      if (response.destroyed) continue;
      bytes += chunk.length;
      if (!response.write(chunk)) await drainedOrGone(response);
    }
  } catch (error) {
    // What the function sent goes out; then the connection breaks without the end of the answer, as it does in AWS. Node
    // holds what was written until the end of this turn, and forgets it where the socket is closed before (Node 24.22).
    setImmediate(() => response.socket?.destroySoon());
    return { bytes, note: `cut: ${error instanceof Error ? error.message : error}` };
  }
  if (response.destroyed) return { bytes, note: 'the client had gone' };
  response.end();
  return { bytes };
}

async function drainedOrGone(response: ServerResponse): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  response.once('drain', resolve).once('close', resolve);
  await promise;
  response.off('drain', resolve).off('close', resolve);
}

function refuse(
  response: ServerResponse,
  { path, cors }: { readonly path: string } & Pick<Routed, 'cors'>,
  thrown: unknown,
): Reply {
  const { statusCode, headers, body } = refusalAnswer(thrown, path);
  if (!response.headersSent && !response.destroyed) response.writeHead(statusCode, { ...cors, ...headers }).end(body);
  const note =
    thrown instanceof ServiceError ? {} : { note: thrown instanceof Error ? thrown.message : String(thrown) };
  return { statusCode, bytes: Buffer.byteLength(body), ...note };
}
