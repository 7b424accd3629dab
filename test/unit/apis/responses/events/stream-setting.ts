import type { StreamContext, StreamState } from '../../../../../lib/apis/responses/events/stream-state.ts';
import { frameOf } from '../../../../../lib/apis/responses/streaming/response-frames.ts';

/** A frame's three fields, as a reader of the stream sees them. */
export interface ReadFrame {
  readonly id: string;
  readonly event: string;
  readonly data: Record<string, unknown>;
}

/** Takes a frame's text apart by its own rules. Throws where it is not exactly `id`, `event`, `data` and a blank line. */
export function readFrame(text: string): ReadFrame {
  const lines = text.split('\n');
  const [id, event, data, blank, end] = lines;
  if (lines.length !== 5 || blank !== '' || end !== '' || !id || !event || !data || text.includes('\r')) {
    throw new Error(`Not one frame: ${JSON.stringify(text)}`);
  }
  for (const [line, field] of [
    [id, 'id: '],
    [event, 'event: '],
    [data, 'data: '],
  ] as const) {
    if (!line.startsWith(field)) throw new Error(`Expected ${field}in ${JSON.stringify(line)}`);
  }
  return { id: id.slice(4), event: event.slice(7), data: JSON.parse(data.slice(6)) };
}

/** A context whose clock stands at 250 ms after the request began, and for which every response costs half a dollar. */
export function streamContext(changes: Partial<StreamContext> = {}): StreamContext {
  return { now: () => 1250, startedAt: 1000, estimateCost: () => 0.5, keepsTexts: true, ...changes };
}

/** Text as the stream carries it, one character for each byte of its UTF-8. */
export function bytesOf(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

/** And back. */
export function textOf(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

/** The frame of an event, as its text. */
export function frameTextOf(
  event: string,
  name: string | undefined,
  state: StreamState,
  context: StreamContext,
): string {
  return textOf(frameOf(bytesOf(event), name === undefined ? name : bytesOf(name), state, context).bytes);
}
