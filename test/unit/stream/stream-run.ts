import { PassThrough, type Readable } from 'node:stream';
import { vi } from 'vitest';
import {
  newStreamState,
  type StreamContext,
  type StreamState,
} from '../../../lib/apis/responses/events/stream-state.ts';
import { responseStream } from '../../../lib/apis/responses/streaming/response-frames.ts';
import { type ForwardOptions, forwardEvents } from '../../../lib/stream/forward-events.ts';
import { type ReadFrame, readFrame, streamContext, textOf } from '../apis/responses/events/stream-setting.ts';

/** A sink that keeps what was written, and can be full, drained and broken. */
export interface TestSink {
  /** As bytes, one character each. */
  readonly writes: string[];
  write(bytes: string): boolean;
  drained(): Promise<void>;
  /** From now on each write asks to wait. */
  fill(): void;
  /** Takes more again. */
  drain(): void;
  /** The reader is gone for good. */
  break(): void;
}

function testSink(): TestSink {
  let full = false;
  let waiting = Promise.withResolvers<void>();
  const writes: string[] = [];
  return {
    writes,
    write(bytes) {
      writes.push(bytes);
      return !full;
    },
    drained: () => (full ? waiting.promise : Promise.resolve()),
    fill() {
      full = true;
      waiting = Promise.withResolvers<void>();
    },
    drain() {
      full = false;
      waiting.resolve();
    },
    break: () => waiting.reject(new Error('The reader is gone')),
  };
}

type ResponseForwardOptions = ForwardOptions<StreamState, StreamContext>;

/** A stream being forwarded. */
export interface StreamRun<Upstream extends Readable> {
  readonly upstream: Upstream;
  readonly sink: TestSink;
  readonly state: StreamState;
  readonly done: Promise<void>;
  /** All that went out. */
  text(): string;
  /** The frames among it, comments left out. */
  frames(): ReadFrame[];
  /** Types of the frames. */
  types(): string[];
}

/** Starts to forward an upstream; a `PassThrough` for the test to write to, unless given. */
export function startRun(changes?: Partial<ResponseForwardOptions>): StreamRun<PassThrough>;
export function startRun<Upstream extends Readable>(
  changes: Partial<ResponseForwardOptions>,
  upstream: Upstream,
): StreamRun<Upstream>;
export function startRun(changes: Partial<ResponseForwardOptions> = {}, upstream: Readable = new PassThrough()) {
  const sink = testSink();
  const state = newStreamState();
  const context = streamContext();
  const done = forwardEvents({
    ...responseStream,
    upstream,
    sink,
    state,
    context,
    idleTimeoutMs: 120_000,
    deadlineMs: 900_000,
    ...changes,
  });
  const text = () => textOf(sink.writes.join(''));
  const frames = () => framesIn(text());
  return { upstream, sink, state, done, text, frames, types: () => frames().map(({ event }) => event) };
}

/** The frames of a stream's text. Throws where it holds anything but frames and comments. */
export function framesIn(text: string): ReadFrame[] {
  if (text !== '' && !text.endsWith('\n\n')) throw new Error(`Ends within a frame: ${JSON.stringify(text.slice(-80))}`);
  const blocks = text.split('\n\n').slice(0, -1);
  return blocks.filter((block) => !block.startsWith(':')).map((block) => readFrame(`${block}\n\n`));
}

/** Lets all that is ready happen: streams work in ticks and immediates, which the tests' fake clock leaves alone. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** Moves the fake clock on, with all that is ready done before and after. */
export async function pass(ms: number): Promise<void> {
  await settle();
  await vi.advanceTimersByTimeAsync(ms);
  await settle();
}

/** What the fake clock stands in for. */
export const fakedTimers = { toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] as const };

/** An event in OpenAI's framing. */
export function sse(event: { readonly type: string; readonly [field: string]: unknown }): string {
  return `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}

/** The `sequence`-th event of a stream: a text delta. */
export function delta(sequence: number, text = `d${sequence}`): string {
  return sse({ type: 'response.output_text.delta', sequence_number: sequence, item_id: 'msg_1', delta: text });
}

/** A lifecycle event of a response. */
export function lifecycle(status: 'created' | 'completed' | 'incomplete' | 'failed', sequence: number): string {
  const response = { id: 'resp_1', status: status === 'created' ? 'in_progress' : status, model: 'm' };
  return sse({ type: `response.${status}`, sequence_number: sequence, response });
}

/** Upstream's own `error` event. */
export function errorEvent(sequence: number): string {
  return sse({ type: 'error', sequence_number: sequence, error: { code: 'server_error', message: 'Failed.' } });
}
