import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { endpointNamed } from '../../lib/endpoints/endpoint-named.ts';
import { type Frame, frames, readFrames } from '../support/read-frames.ts';
import { type Stack, startStack } from '../support/stack.ts';
import { startUpstream, type Upstream, type UpstreamHandler, upstreamFrame } from '../support/upstream.ts';
import { CREATED, completed, delta, goodStream, playStream } from './played.ts';

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const PATH = '/api/responses/text/stream';
const TIMEOUT_SECONDS = 4;
let upstream: Upstream;
let stack: Stack;

beforeAll(async () => {
  upstream = await startUpstream();
  stack = await startStack({
    upstream: upstream.url,
    endpoints: [{ ...endpointNamed('stream-text'), timeoutSeconds: TIMEOUT_SECONDS }],
    environment: { OPENAI_STREAM_IDLE_TIMEOUT: '1000', OPENAI_RETRY_DELAY: '0' },
  });
});
afterAll(async () => {
  await stack.close();
  await upstream.close();
});

/** Asks for a stream that `handler` plays; `onFirst` runs when the first frame has reached the client. */
async function ask(handler: UpstreamHandler, onFirst: () => void = () => {}): Promise<Frame[]> {
  upstream.handle(handler);
  const response = await stack.post(PATH, { input: 'Hello' });
  expect(response.status).toBe(200);
  const all: Frame[] = [];
  for await (const frame of frames(response)) {
    if (all.push(frame) === 1) onFirst();
  }
  return all;
}

/** The next request succeeds, and in the one process that there has ever been. */
async function expectLife(pids: readonly number[]): Promise<void> {
  expect((await ask(goodStream)).map(({ event }) => event)).toEqual([
    'response.created',
    'response.output_text.delta',
    'response.completed',
  ]);
  expect(stack.host.processes('stream-text')).toEqual(pids);
}

async function warmed(): Promise<readonly number[]> {
  await ask(goodStream);
  return stack.host.processes('stream-text');
}

const TEXT = upstreamFrame(delta(1, 'Hello'));
/** What comes after the first frame once the client has that, and the code that the stream then ends in. */
const FAULTS: readonly [
  name: string,
  code: string,
  fault: (response: Parameters<UpstreamHandler>[1]) => void,
  last: number,
][] = [
  ['ends without a terminal event', 'upstream_stream_truncated', (response) => response.end(TEXT), 1],
  ['ends in the middle of an event', 'upstream_stream_truncated', (response) => response.end(TEXT.slice(0, 40)), 0],
  [
    'is cut in the middle of an event',
    'upstream_connection_lost',
    (response) => response.write(TEXT.slice(0, 40), () => response.socket?.destroySoon()),
    0,
  ],
  ['is reset', 'upstream_connection_lost', (response) => response.socket?.resetAndDestroy(), 0],
  ['stalls', 'upstream_stalled', () => {}, 0],
  ['stalls in the middle of an event', 'upstream_stalled', (response) => response.write(TEXT.slice(0, 40)), 0],
  [
    'sends data that is no JSON',
    'malformed_upstream_event',
    (response) => response.write(`data: {"type":"resp\n\n${TEXT}`),
    0,
  ],
  ['sends JSON that is no event', 'malformed_upstream_event', (response) => response.write(`data: [1]\n\n${TEXT}`), 0],
];

describe('a stream whose upstream', () => {
  it.each(FAULTS)('%s ends in one error frame, %s', async (_, code, fault, last) => {
    const pids = await warmed();
    const { promise: clientHasFirst, resolve } = Promise.withResolvers<void>();
    const before = upstream.requests.length;
    const all = await ask(
      playStream(async (_request, response) => {
        await clientHasFirst;
        fault(response);
      }),
      resolve,
    );
    const { event, id, data } = all.at(-1) ?? {};
    expect(event).toBe('error');
    expect(id).toBe(String(last + 1));
    expect(data).toEqual({
      code,
      message: expect.any(String),
      hint: expect.any(String),
      param: null,
      retryable: true,
      response_id: 'resp_1',
      last_sequence: last,
      resume: null,
      sequence: last + 1,
    });
    expect(all).toHaveLength(last + 2);
    // Never again after the first byte; and the upstream was let go.
    expect(upstream.requests).toHaveLength(before + 1);
    await upstream.requests.at(-1)?.closed;
    await expectLife(pids);
  });

  it('ends before its first event has an error frame all the same', async () => {
    const all = await ask((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).end();
    });
    expect(all.map(({ event, data }) => [event, data.code, data.last_sequence])).toEqual([
      ['error', 'upstream_stream_truncated', -1],
    ]);
  });

  it('sends lines that are no field goes on', async () => {
    const all = await ask(
      playStream((_request, response) => {
        response.end(`garbage\n: a comment\nretry: 5\n${TEXT}${upstreamFrame(completed(2))}`);
      }),
    );
    expect(all.map(({ event }) => event)).toEqual([
      'response.created',
      'response.output_text.delta',
      'response.completed',
    ]);
  });

  it.each([
    [
      'nested',
      {
        type: 'error',
        sequence_number: 1,
        error: { type: 'server_error', code: 'server_error', message: 'No', param: null },
      },
    ],
    ['flat', { type: 'error', sequence_number: 1, code: 'server_error', message: 'No', param: null }],
  ])('sends a %s error and response.failed ends in the latter', async (_, error) => {
    const failed = {
      type: 'response.failed',
      sequence_number: 2,
      response: { ...CREATED.response, status: 'failed', error: { code: 'server_error', message: 'No' } },
    };
    const all = await ask(
      playStream((_request, response) => void response.end(upstreamFrame(error) + upstreamFrame(failed))),
    );
    expect(all.map(({ event }) => event)).toEqual(['response.created', 'error', 'response.failed']);
    expect(all[1]?.data).toMatchObject({
      code: 'server_error',
      message: 'No',
      hint: expect.any(String),
      retryable: true,
    });
    expect(all[2]?.data.error).toMatchObject({ code: 'server_error', message: 'No', hint: expect.any(String) });
  });

  it('goes on after its terminal event is cut there', async () => {
    const more = upstreamFrame(completed(2)) + upstreamFrame(delta(3, 'more')) + upstreamFrame(completed(4));
    const all = await ask(playStream((_request, response) => void response.write(TEXT + more)));
    expect(all.map(({ event }) => event)).toEqual([
      'response.created',
      'response.output_text.delta',
      'response.completed',
    ]);
  });

  it("sends on and on ends in function_timeout before Lambda's own deadline", async () => {
    const pids = await warmed();
    const startedAt = performance.now();
    const all = await ask(
      playStream((request, response) => {
        let sequence = 0;
        const ticks = setInterval(() => response.write(upstreamFrame(delta(++sequence, 'x'))), 50);
        request.closed.then(() => clearInterval(ticks));
      }),
    );
    expect(performance.now() - startedAt).toBeLessThan(TIMEOUT_SECONDS * 1000);
    expect(all.at(-1)).toMatchObject({
      event: 'error',
      data: { code: 'function_timeout', last_sequence: all.length - 2 },
    });
    expect(all.filter(({ event }) => event === 'error')).toHaveLength(1);
    await upstream.requests.at(-1)?.closed;
    await expectLife(pids);
  });

  it('has an event type with line breaks cannot put lines into the frame', async () => {
    const odd = { type: 'x\ndata: {"injected":true}\n\nevent: response.completed', sequence_number: 1 };
    const all = await ask(
      playStream(
        (_request, response) => void response.end(`data: ${JSON.stringify(odd)}\n\n${upstreamFrame(completed(2))}`),
      ),
    );
    expect(all).toHaveLength(3);
    expect(all[1]).toMatchObject({ id: '1', data: { sequence: 1 } });
    expect(all[1]?.data).not.toHaveProperty('injected');
  });
});

describe('a stream that arrives in pieces', () => {
  it.each([
    ['LF', '\n'],
    ['CRLF', '\r\n'],
    ['CR', '\r'],
  ])('keeps its characters where every byte comes alone (%s)', async (_, lineEnd) => {
    const text = '日本 🦄 naïve “quotes” \\ "é"';
    const bytes = Buffer.from((upstreamFrame(delta(1, text)) + upstreamFrame(completed(2))).replaceAll('\n', lineEnd));
    upstream.handle(
      playStream(async (_request, response) => {
        for (const byte of bytes) {
          response.write(Buffer.of(byte));
          await setImmediate();
        }
        response.end();
      }),
    );
    const all = await readFrames(await stack.post(PATH, { input: 'Hello' }));
    expect(all.map(({ event }) => event)).toEqual([
      'response.created',
      'response.output_text.delta',
      'response.completed',
    ]);
    expect(all[1]?.data.delta).toBe(text);
  });
});
