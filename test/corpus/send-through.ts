import { buffer } from 'node:stream/consumers';
import type { EventSource } from '../../infra/local/events.ts';
import type { FunctionHost } from '../../infra/local/lambda/function-host.ts';
import { endpointNamed } from '../../lib/endpoints/endpoint-named.ts';
import { mainPath } from '../../lib/endpoints/paths.ts';
import type { ReadStored } from './check-images.ts';
import type { Expectations } from './difference.ts';
import type { ReceivedRequest, Replay, ReplayUpstream } from './replay-upstream.ts';
import type { ArrivingRequest, ReplayedRequest } from './request-for.ts';

/** A way to the functions: the events of one gateway, to functions that share an environment. */
export interface Door {
  readonly name: string;
  readonly host: FunctionHost;
  readonly eventOf: (source: EventSource) => unknown;
  /** Undefined where the functions have no bucket. */
  readonly readStored: ReadStored;
}

/** What replays go through. */
export interface Stage {
  readonly upstream: ReplayUpstream;
  /** The first one leads to functions without a bucket. */
  readonly doors: readonly [Door, ...Door[]];
}

/** A function's answer, read to its end. */
export interface Reply {
  readonly statusCode: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Buffer;
}

/** What OpenAI answers. */
export interface Playing {
  readonly upstream: ReplayUpstream;
  readonly play: Replay;
  /** What it answers to the request that may arrive beside; a refusal where that was not recorded. */
  readonly beside?: Replay;
}

const REFUSED: Replay = {
  status: 404,
  headers: { 'content-type': 'application/json' },
  chunks: [Buffer.from(JSON.stringify({ error: { type: 'invalid_request_error', code: null, message: 'Not found' } }))],
};

/** Sends a request through a door while the upstream plays, and checks what reached the upstream. */
export async function sendThrough(
  door: Door,
  request: ReplayedRequest,
  { upstream, play, beside = REFUSED }: Playing,
  expect: Expectations,
): Promise<Reply> {
  const { arrives, mayArrive } = request;
  const isBeside = (received: ReceivedRequest) => mayArrive !== undefined && isLike(mayArrive, received, upstream);
  upstream.play((received) => (isBeside(received) ? beside : play));
  const { method, paths, name } = endpointNamed(request.endpoint);
  const event = door.eventOf({
    method,
    url: request.url,
    rawHeaders: request.body ? ['content-type', 'application/json'] : [],
    body: Buffer.from(request.body ? JSON.stringify(request.body) : ''),
    sourceIp: '127.0.0.1',
    requestId: 'corpus',
    time: 0,
    parameters: request.parameters,
    resource: mainPath(paths),
  });
  const { statusCode, headers, body } = await door.host.invoke(name, event);
  const bytes = await buffer(body);
  const received = upstream.received.filter((each) => !isBeside(each));
  const others = upstream.received.length - received.length;
  expect.equal('requests to upstream', 1, received.length);
  expect.holds('requests beside', others <= 1, 'one at most', others);
  if (received[0]) checkArrival(arrives, received[0], upstream, expect);
  return { statusCode, headers, bytes };
}

function checkArrival(
  arrives: ArrivingRequest,
  request: ReceivedRequest,
  upstream: ReplayUpstream,
  expect: Expectations,
): void {
  const { method, path, query } = readUrl(request, upstream);
  expect.equal('method to upstream', arrives.method, method);
  expect.equal('path to upstream', arrives.path, path);
  expect.equal('query to upstream', sorted(arrives.query), query);
  if (!arrives.body) expect.equal('body to upstream', '', request.body);
  else if (arrives.bodyGrows) expect.contained('body to upstream', arrives.body, JSON.parse(request.body));
  else expect.equal('body to upstream', arrives.body, JSON.parse(request.body));
}

function isLike(wanted: ArrivingRequest, request: ReceivedRequest, upstream: ReplayUpstream): boolean {
  const { method, path, query } = readUrl(request, upstream);
  return method === wanted.method && path === wanted.path && query.join('&') === sorted(wanted.query).join('&');
}

/** The path as it is below the upstream's own. */
function readUrl({ method, url }: ReceivedRequest, { url: base }: ReplayUpstream) {
  const { origin, pathname: above } = new URL(base);
  const { pathname, searchParams } = new URL(url, origin);
  const path = pathname.startsWith(`${above}/`) ? pathname.slice(above.length) : pathname;
  return { method, path, query: sorted([...searchParams]) };
}

function sorted(query: ArrivingRequest['query']): string[] {
  return query.map(([name, value]) => `${name}=${value}`).sort();
}
