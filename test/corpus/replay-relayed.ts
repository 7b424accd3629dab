import { buffer } from 'node:stream/consumers';
import { endpointNamed } from '../../lib/endpoints/endpoint-named.ts';
import type { EndpointName } from '../../lib/endpoints/table.ts';
import { chunkings } from './chunkings.ts';
import type { Expectations } from './difference.ts';
import type { Operation } from './operation.ts';
import type { ExchangeRecording, Recording, StreamRecording } from './recordings.ts';
import type { Replay } from './replay-upstream.ts';
import { type Replayed, replayed } from './replayed.ts';
import type { Door, Stage } from './send-through.ts';

/** The function that passes on what another one serves in the service's own dialect. */
const relaying: Partial<Record<EndpointName, EndpointName>> = {
  'create-text': 'create-response',
  'stream-text': 'create-response',
  'resume-stream': 'retrieve-response',
};

/** The functions that recordings are passed on by. */
export const relayingEndpoints: readonly EndpointName[] = ['create-response'];

/** Headers that clients read. */
const KEPT = /^(?:x-request-id|openai-processing-ms|openai-version|x-ratelimit-.*|retry-after(?:-ms)?|x-should-retry)$/;

/** As OpenAI quotes them, starred. */
const KEY = /(API key provided: )[^\s"\\]+?(?=\.?(?:[\s"\\]|$))/gi;

/** Replays a recording in OpenAI's dialect: what reaches the upstream and what comes back are the very bytes. */
export async function replayRelayed(recording: Recording, { doors, upstream }: Stage): Promise<Replayed[]> {
  const found: Replayed[] = [];
  for (const door of doors) {
    for (const { name, replay } of playsOf(recording)) {
      const label = `/v1, ${door.name}, ${name}`;
      found.push(await replayed(label, (expect) => relayThrough(door, { recording, replay, upstream }, expect)));
    }
  }
  return found;
}

function playsOf(recording: Recording): { readonly name: string; readonly replay: Replay }[] {
  if (recording.kind !== 'stream') return [{ name: 'whole', replay: exchangeOf(recording) }];
  return chunkings.map((chunking) => ({
    name: chunking.name,
    replay: streamOf(recording, chunking.chunks(recording.events)),
  }));
}

function exchangeOf({ status, headers, body }: ExchangeRecording): Replay {
  const type = typeof body === 'string' ? {} : { 'content-type': 'application/json' };
  const text = typeof body === 'string' ? body : JSON.stringify(body, null, 2);
  return { status, headers: { ...headers, ...type }, chunks: [Buffer.from(text)] };
}

function streamOf({ headers }: StreamRecording, chunks: readonly Buffer[]): Replay {
  return { status: 200, headers: { ...headers, 'content-type': 'text/event-stream; charset=utf-8' }, chunks };
}

interface Relayed {
  readonly recording: Recording;
  readonly replay: Replay;
  readonly upstream: Stage['upstream'];
}

async function relayThrough(door: Door, { recording, replay, upstream }: Relayed, expect: Expectations): Promise<void> {
  upstream.play(() => replay);
  const { operation, request } = recording;
  const name = relaying[operation.endpoint] ?? operation.endpoint;
  const { method, paths } = endpointNamed(name);
  const url = urlOf(operation);
  // Oddly written on purpose: white space and numbers are the caller's.
  const text = method === 'POST' && operation.endpoint !== 'cancel-response' ? bodyOf(request.body, recording) : '';
  const event = door.eventOf({
    method,
    url,
    rawHeaders: text === '' ? [] : ['content-type', 'application/json'],
    body: Buffer.from(text),
    sourceIp: '127.0.0.1',
    requestId: 'corpus',
    time: 0,
    parameters: operation.id === undefined ? {} : { id: operation.id },
    resource: paths.openai ?? '',
  });
  const answer = await door.host.invoke(name, event);
  const bytes = await buffer(answer.body);
  const [received, ...more] = upstream.received;
  expect.equal('requests to upstream', 0, more.length);
  expect.equal('body to upstream', text, received?.body);
  expect.equal('path and query to upstream', url, decodedUrl(received?.url));
  expect.equal('status', replay.status, answer.statusCode);
  // Keys that OpenAI speaks of are nobody's to read.
  const sent = Buffer.from(Buffer.concat(replay.chunks).toString('latin1').replace(KEY, '$1[redacted]'), 'latin1');
  checkBytes(recording, sent, bytes, expect);
  for (const [header, value] of Object.entries(replay.headers))
    if (KEPT.test(header)) expect.equal(`header ${header}`, `${value}`, answer.headers[header]);
}

/** A stream that was recorded without its end goes on with an error of this service's. */
function checkBytes(recording: Recording, sent: Buffer, bytes: Buffer, expect: Expectations): void {
  if (recording.kind === 'stream' && !hasEnd(recording)) {
    const rest = bytes.subarray(sent.length).toString();
    expect.holds('bytes', bytes.subarray(0, sent.length).equals(sent), 'those of the upstream', bytes.length);
    expect.holds(
      'end',
      /^event: error\ndata: \{"type":"error","code":"upstream_stream_truncated"/.test(rest),
      'an error',
      rest,
    );
    return;
  }
  expect.holds('bytes', bytes.equals(sent), 'those of the upstream', `${bytes.length} of ${sent.length} bytes`);
}

function hasEnd({ events }: StreamRecording): boolean {
  return events.some((event) => /^\{"type":"(?:response\.(?:completed|incomplete|failed)|error)"/.test(event));
}

function urlOf({ path, query }: Operation): string {
  const sent = new URLSearchParams(query.map(([name, value]): [string, string] => [name, value]));
  return `/v1${path}${sent.size === 0 ? '' : `?${sent}`}`;
}

function decodedUrl(url = ''): string {
  const { pathname, searchParams } = new URL(url, 'http://upstream');
  return `${pathname}${searchParams.size === 0 ? '' : `?${searchParams}`}`;
}

function bodyOf(body: unknown, recording: Recording): string {
  const sent = typeof body === 'object' && body !== null ? body : { model: 'gpt-6.1-terra', input: 'Hello' };
  const { background: _followed, ...rest } = sent as Readonly<Record<string, unknown>>;
  const own = { ...rest, ...(recording.kind === 'stream' && { stream: true }) };
  return JSON.stringify({ model: 'gpt-6.1-terra', ...own }, null, 1).replace(
    /^\{/,
    '{ "unknown_number": 1.0, "long": 12345678901234567890,',
  );
}
