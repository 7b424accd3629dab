import type { GatedS3 } from '../support/gated-s3.ts';
import { playJson, type UpstreamHandler, upstreamFrame } from '../support/upstream.ts';
import { backgroundResponse, pendingKeyOf } from './background-calls.ts';
import { completed, delta } from './played.ts';

/** The event that opens a background stream. */
export const queued = (id: string) => ({
  type: 'response.created',
  sequence_number: 0,
  response: backgroundResponse(id, 'queued'),
});

/** What `backgroundEvents` says. */
export const TEXT = '日本 🦄';

/** The events of a background stream of three. */
export const backgroundEvents = (id: string) => [
  queued(id),
  delta(1, TEXT),
  { ...completed(2), response: backgroundResponse(id, 'completed') },
];

/** Their types. */
export const EVENT_TYPES = ['response.created', 'response.output_text.delta', 'response.completed'];

/** Plays a background response on either kind of endpoint, at once. */
export function playBackground(id: string): UpstreamHandler {
  return (request, response) => {
    if (request.json().stream !== true) return playJson(backgroundResponse(id, 'queued'))(request, response);
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.end(backgroundEvents(id).map(upstreamFrame).join(''));
  };
}

/** A stream that opens with `first` and goes on as `rest` says. */
export function openStream(
  first: string | Buffer,
  rest: (...parts: Parameters<UpstreamHandler>) => unknown,
): UpstreamHandler {
  return async (request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    if (first.length > 0) response.write(first);
    await rest(request, response);
  };
}

/** Resolves when S3 has the record of a response. */
export function recorded(gate: GatedS3, id: string): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  gate.gate({ after: ({ method, key }) => (method === 'PUT' && key === pendingKeyOf(id) ? resolve() : undefined) });
  return promise;
}

/** Holds the next calls back from S3: `reached` when there is one, `release` lets them on. */
export function holdBack(gate: GatedS3): { readonly reached: Promise<void>; readonly release: () => void } {
  const reached = Promise.withResolvers<void>();
  const released = Promise.withResolvers<undefined>();
  gate.gate({
    before: () => {
      reached.resolve();
      return released.promise;
    },
  });
  return { reached: reached.promise, release: () => released.resolve(undefined) };
}
