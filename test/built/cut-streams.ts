import { expect } from 'vitest';
import { type Frame, frames } from '../support/read-frames.ts';
import { type Upstream, type UpstreamHandler, upstreamFrame } from '../support/upstream.ts';
import { eventsBehind, type NumberedEvent, playLifecycle } from './lifecycle-calls.ts';

/** How a stream is cut after an event; `next` is the one that does not come. */
export type Cut = (response: Parameters<UpstreamHandler>[1], next: Buffer) => void;

/** Ends the body as if nothing more came. */
export const ends: Cut = (response) => response.end();

/** Every way in which a stream is cut, and the code that its error frame then has. */
export const CUTS: readonly (readonly [name: string, code: string, cut: Cut])[] = [
  ['ends', 'upstream_stream_truncated', ends],
  ['ends within an event', 'upstream_stream_truncated', (response, next) => response.end(next.subarray(0, 60))],
  ['is reset', 'upstream_connection_lost', (response) => response.socket?.resetAndDestroy()],
  ['sends garbage', 'malformed_upstream_event', (response) => response.write('data: {"type":"resp\n\n')],
];

/** A stream, and the event after which it is cut. */
export interface CutStream {
  readonly events: readonly NumberedEvent[];
  readonly last: number;
  readonly cut: Cut;
}

/** Sends a request whose upstream is cut, begun or resumed, and reads what comes. */
export async function readCut(
  upstream: Upstream,
  { events, last, cut }: CutStream,
  send: () => Promise<Response>,
): Promise<Frame[]> {
  const clientHas = Promise.withResolvers<void>();
  const handler: UpstreamHandler = async (request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'x-request-id': 'req_test' });
    const wanted = eventsBehind(events, request).filter(({ sequence_number: sequence }) => sequence <= last);
    response.write(wanted.map(upstreamFrame).join(''));
    // What comes before a reset would be lost with it.
    await clientHas.promise;
    cut(response, Buffer.from(upstreamFrame(events[last + 1] ?? { type: 'nothing' })));
  };
  upstream.handle(playLifecycle({ create: handler, stream: handler }));
  const response = await send();
  expect(response.status).toBe(200);
  const all: Frame[] = [];
  for await (const frame of frames(response)) {
    all.push(frame);
    if (frame.id === String(last)) clientHas.resolve();
  }
  return all;
}

/** Where an error frame says that its stream goes on. */
export function resumePathOf(error: Frame | undefined): string {
  return String((error?.data.resume as { readonly path?: string } | null)?.path);
}

/** What a client keeps of frames: all but how long something took. */
export function kept(all: readonly Frame[]) {
  return all.map(({ id, event, data: { latency_ms: _latency, duration_ms: _duration, ...data } }) => ({
    id,
    event,
    data,
  }));
}
