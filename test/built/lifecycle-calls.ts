import type { Stack } from '../support/stack.ts';
import { playJson, type UpstreamHandler, type UpstreamRequest, upstreamFrame } from '../support/upstream.ts';

/** The headers with which the front door makes each of the two kinds of event. */
export const DOORS: readonly (readonly [door: string, headers: Readonly<Record<string, string>>])[] = [
  ['a function URL', {}],
  ['API Gateway', { 'x-front-door': 'api' }],
];

/** A JSON answer that was read to its end. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Asks a function that answers JSON; nothing but what `init` says goes with the request. */
export async function ask(stack: Stack, method: string, path: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(`${stack.url}${path}`, { ...init, method });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: JSON.parse(text) };
}

/** OpenAI's refusals, as it words them. */
export const refusal = {
  notFound: (id: string) => playError(404, `Response with id '${id}' not found.`),
  tooOld: playError(
    400,
    'This response can no longer be streamed because it is more than 5 minutes old.',
    'invalid_request_error',
    'stream',
  ),
  notBackground: playError(
    400,
    'This response cannot be streamed because it was not created with background=true.',
    'invalid_request_error',
    'stream',
  ),
  notStream: playError(
    400,
    'This response cannot be streamed because it was not created with stream=true.',
    'invalid_request_error',
    'stream',
  ),
  synchronous: playError(400, 'Cannot cancel a synchronous response.'),
  down: playError(500, 'The server had an error.', 'server_error'),
} as const;

/** A handler that refuses in OpenAI's form. */
export function playError(
  status: number,
  message: string,
  code: string | null = null,
  param: string | null = null,
): UpstreamHandler {
  return playJson({ error: { message, type: 'invalid_request_error', param, code } }, status);
}

/** What an upstream does about each request for a response. */
export interface Lifecycle {
  readonly create?: UpstreamHandler;
  readonly retrieve?: UpstreamHandler;
  /** A retrieve with `stream=true`. */
  readonly stream?: UpstreamHandler;
  readonly cancel?: UpstreamHandler;
  readonly remove?: UpstreamHandler;
}

/** An upstream that knows of its responses what `parts` say, and 404 beyond. */
export function playLifecycle(parts: Lifecycle): UpstreamHandler {
  return (request, response) => {
    const id = /^\/v1\/responses\/([^/?]+)/.exec(request.url)?.[1] ?? '';
    return (parts[partOf(request)] ?? refusal.notFound(id))(request, response);
  };
}

function partOf(request: UpstreamRequest): keyof Lifecycle {
  const { method, url } = request;
  if (method === 'DELETE') return 'remove';
  if (method === 'POST') return url.endsWith('/cancel') ? 'cancel' : 'create';
  return queryOf(request).get('stream') === 'true' ? 'stream' : 'retrieve';
}

/** The query with which a request reached the upstream. */
export function queryOf({ url }: UpstreamRequest): URLSearchParams {
  return new URL(url, 'http://upstream').searchParams;
}

export interface NumberedEvent {
  readonly type: string;
  readonly sequence_number: number;
}

/** A handler that replays a stream as OpenAI does: what comes after `starting_after`. */
export function replay(events: readonly NumberedEvent[]): UpstreamHandler {
  return (request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'x-request-id': 'req_test' });
    response.end(eventsBehind(events, request).map(upstreamFrame).join(''));
  };
}

/** The events that a request for a stream asks for. */
export function eventsBehind<E extends NumberedEvent>(events: readonly E[], request: UpstreamRequest): E[] {
  const after = Number(queryOf(request).get('starting_after') ?? -1);
  return events.filter(({ sequence_number: sequence }) => sequence > after);
}
