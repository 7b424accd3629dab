import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { readFrames } from '../support/read-frames.ts';
import { type Stack, startStack } from '../support/stack.ts';
import { startUpstream, type Upstream, type UpstreamHandler, upstreamFrame } from '../support/upstream.ts';
import { CREATED, completed, delta, RESPONSE } from './played.ts';

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let upstream: Upstream;
let stack: Stack;

beforeAll(async () => {
  upstream = await startUpstream();
  stack = await startStack({ upstream: upstream.url, environment: { OPENAI_MAX_RETRIES: '0' } });
});
afterAll(() => Promise.all([stack, upstream].map((part) => part.close())));

const START = upstreamFrame(CREATED) + upstreamFrame(delta(1, 'Hello'));
const WHOLE = START + upstreamFrame(completed(2));

/** Answers with bytes, under a content type or none. */
function playBytes(
  bytes: string | Buffer,
  headers: Record<string, string> = { 'content-type': 'text/event-stream' },
): UpstreamHandler {
  return (_request, response) => void response.writeHead(200, headers).end(bytes);
}

async function streamed(handler: UpstreamHandler) {
  upstream.handle(handler);
  const response = await stack.post('/api/responses/text/stream', { input: 'Hi' });
  if (response.status !== 200) return { status: response.status, frames: [], body: await response.json() };
  return { status: 200, frames: await readFrames(response), body: undefined };
}

describe('a whole answer that is named an event stream', () => {
  it('is played', async () => {
    const { frames } = await streamed(playBytes(JSON.stringify(RESPONSE)));
    expect(frames.at(-1)?.event).toBe('response.completed');
  });

  it('does not hold back a stream whose first event is late', async () => {
    let begin = () => {};
    const handler: UpstreamHandler = (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
      begin = () => void response.end(WHOLE);
    };
    upstream.handle(handler);
    const response = await stack.post('/api/responses/text/stream', { input: 'Hi' });
    expect(response.status).toBe(200);
    begin();
    expect((await readFrames(response)).at(-1)?.event).toBe('response.completed');
  });
});

describe('an error in the middle of a stream', () => {
  const quota = { message: 'You exceeded your current quota', type: 'insufficient_quota', code: 'insufficient_quota' };

  it.each<readonly [string, string, object]>([
    [
      'bare',
      `data: ${JSON.stringify({ error: quota })}\n\n`,
      { code: 'insufficient_quota', message: quota.message, retryable: false },
    ],
    [
      'bare, in a list',
      `data: ${JSON.stringify([{ error: quota }])}\n\n`,
      { code: 'insufficient_quota', retryable: false },
    ],
    [
      'bare, with a null beside it',
      `data: ${JSON.stringify({ type: null, error: quota })}\n\n`,
      { code: 'insufficient_quota' },
    ],
    [
      'bare, under event: message',
      `event: message\ndata: ${JSON.stringify({ error: quota })}\n\n`,
      { code: 'insufficient_quota' },
    ],
    [
      'named',
      `event: error\ndata: ${JSON.stringify({ error: quota })}\n\n`,
      { code: 'insufficient_quota', retryable: false },
    ],
    [
      'named and flat',
      'event: error\ndata: {"message":"Slow down","code":"rate_limit_exceeded"}\n\n',
      { code: 'rate_limit_exceeded', message: 'Slow down', retryable: true },
    ],
    [
      'named and flat, with its own type',
      'event: error\ndata: {"type":"server_error","message":"Oops"}\n\n',
      { code: 'server_error', message: 'Oops' },
    ],
    ['text', 'data: {"error":"Overheated"}\n\n', { code: 'upstream_error', message: 'Overheated', retryable: true }],
    [
      'named text',
      'event: error\ndata: upstream went away\n\n',
      { code: 'upstream_error', message: 'upstream went away' },
    ],
    [
      'of a number',
      'data: {"error":{"message":"Busy","code":429}}\n\n',
      { code: 'too_many_requests', message: 'Busy' },
    ],
    ['a detail', 'data: {"detail":"Not allowed"}\n\n', { message: 'Not allowed' }],
    ['no event at all', `\n${JSON.stringify({ error: quota })}\n`, { code: 'insufficient_quota', retryable: false }],
    [
      'no event at all, written prettily',
      `\n${JSON.stringify({ error: quota }, null, 2)}`,
      { code: 'insufficient_quota' },
    ],
  ])('is an error frame with its reason: %s', async (_form, text, expected) => {
    const { frames } = await streamed(playBytes(START + text));
    expect(frames.map(({ event }) => event)).toEqual(['response.created', 'response.output_text.delta', 'error']);
    expect(frames.at(-1)?.data).toMatchObject({
      ...expected,
      response_id: 'resp_1',
      last_sequence: 1,
      sequence: 2,
      resume: null,
    });
  });

  it('is one where it is all there is, though it is said to be an event stream', async () => {
    const { frames } = await streamed(playBytes(JSON.stringify({ error: quota })));
    expect(frames.map(({ event, data }) => [event, data.code])).toEqual([['error', 'insufficient_quota']]);
  });

  it('goes before response.failed, as OpenAI’s own', async () => {
    const failed = { type: 'response.failed', response: { ...RESPONSE, status: 'failed', error: 'Text alone' } };
    const { frames } = await streamed(
      playBytes(`${START}data: ${JSON.stringify({ error: quota })}\n\n${upstreamFrame(failed)}`),
    );
    expect(frames.map(({ event }) => event).slice(2)).toEqual(['error', 'response.failed']);
    expect(frames.at(-1)?.data.error).toMatchObject({ message: 'Text alone', retryable: true });
  });

  it('is none where a typed event of OpenAI’s comes under that name', async () => {
    const text = WHOLE.replaceAll(/^event: .*$/gm, 'event: error');
    expect((await streamed(playBytes(text))).frames.map(({ event }) => event).at(-1)).toBe('response.completed');
  });
});

describe('an event of a hundred thousand levels', () => {
  it.each(['response.output_item.done', 'response.completed', 'response.unheard_of'])(
    'ends the stream, not the process: %s',
    async (type) => {
      const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
      const event = `data: {"type":"${type}","sequence_number":2,"item":{"type":"image_generation_call","result":${deep}},"response":{"output":${deep}}}\n\n`;
      for (const path of ['/api/responses/text/stream', '/api/responses/images/stream']) {
        upstream.handle(playBytes(START + event));
        const frames = await readFrames(await stack.post(path, { input: 'Hi' }));
        expect(frames.at(-1)).toMatchObject({ event: 'error', data: { code: 'malformed_upstream_event' } });
      }
      expect(stack.host.processes('stream-text')).toHaveLength(1);
      expect(stack.host.processes('stream-image')).toHaveLength(1);
    },
  );
});

describe('a heartbeat', () => {
  it.each([
    'data:\n\n',
    'data: \n\n',
    'data:   \n\n',
    'event: ping\ndata:\n\n',
    'event: ping\ndata: ping\n\n',
    'event: heartbeat\ndata: \n\n',
    'id: 7\ndata:\n\n',
    'data\n\n',
    'data:\ndata:\n\n',
  ])('is passed over: %j', async (heartbeat) => {
    const text = heartbeat + START + heartbeat + heartbeat + upstreamFrame(completed(2)) + heartbeat;
    const { frames } = await streamed(playBytes(text));
    expect(frames.map(({ id }) => id)).toEqual(['0', '1', '2']);
    expect(frames.at(-1)?.event).toBe('response.completed');
  });
});

describe('what a body is', () => {
  const types: readonly Record<string, string>[] = [
    {},
    { 'content-type': 'TEXT/EVENT-STREAM' },
    { 'content-type': 'Text/Event-Stream;Charset=UTF-8' },
    { 'content-type': '' },
    { 'content-type': 'application/octet-stream' },
    { 'content-type': 'application/json' },
  ];

  it.each(types)('is read from the body where its type says otherwise or nothing: events under %j', async (headers) => {
    for (const text of [WHOLE, `: hello\n\n${WHOLE}`, `\n${WHOLE}`, `\uFEFF${WHOLE}`, `id: 1\n${WHOLE}`]) {
      const { frames } = await streamed(playBytes(text, headers));
      expect(frames.map(({ event }) => event)).toEqual([
        'response.created',
        'response.output_text.delta',
        'response.completed',
      ]);
    }
  });

  it.each(types)('decides on a whole answer in place of a stream, too: under %j', async (headers) => {
    const type = headers['content-type']?.toLowerCase().startsWith('text/event-stream') ? {} : headers;
    const { frames } = await streamed(playBytes(JSON.stringify(RESPONSE), type));
    expect(frames.map(({ event }) => event)).toEqual([
      'response.created',
      'response.output_item.added',
      'response.output_text.delta',
      'response.output_text.done',
      'response.output_item.done',
      'response.completed',
    ]);
    expect(frames[2]?.data).toMatchObject({ delta: 'Hello', response_id: 'resp_1' });
    expect(frames.at(-1)?.data).toMatchObject({ status: 'completed', usage: RESPONSE.usage });
  });

  it('is waited for, byte by byte', async () => {
    const handler: UpstreamHandler = (_request, response) => {
      response.writeHead(200);
      const bytes = [...Buffer.from(WHOLE)];
      const next = () => {
        const byte = bytes.shift();
        if (byte === undefined) response.end();
        else response.write(Buffer.of(byte), () => setImmediate(next));
      };
      next();
    };
    expect((await streamed(handler)).frames.map(({ event }) => event).at(-1)).toBe('response.completed');
  });

  it.each(['<html><title>Welcome</title></html>', 'Hello', '"text"', '{}', '[]', ''])(
    'is no stream where it is %j',
    async (text) => {
      const { status, body } = await streamed(playBytes(text, { 'content-type': 'text/plain' }));
      expect({ status, body }).toMatchObject({ status: 502, body: { error_code: 'upstream_invalid_response' } });
      expect(JSON.stringify(body)).not.toContain('Welcome');
    },
  );

  it.each(types)('is an answer where events come in its place: under %j', async (headers) => {
    upstream.handle(playBytes(WHOLE, headers));
    const response = await stack.post('/api/responses/text', { input: 'Hi' });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ id: 'resp_1', output_text: 'Hello', usage: RESPONSE.usage });
  });

  it('is an answer with the items that came one by one, where the last event has none', async () => {
    const [item] = RESPONSE.output;
    const done = { type: 'response.output_item.done', output_index: 0, item };
    const end = { type: 'response.completed', response: { ...RESPONSE, output: [] } };
    upstream.handle(playBytes(START + upstreamFrame(done) + upstreamFrame(end)));
    expect(await (await stack.post('/api/responses/text', { input: 'Hi' })).json()).toMatchObject({
      output_text: 'Hello',
    });
  });

  it('is the error of events that come in place of an answer', async () => {
    upstream.handle(playBytes(`${START}data: {"error":{"message":"No money","code":"insufficient_quota"}}\n\n`));
    const response = await stack.post('/api/responses/text', { input: 'Hi' });
    expect(response.status).toBe(429);
    expect(await response.json()).toMatchObject({ error_code: 'insufficient_quota', message: 'No money' });
  });

  it.each(['Application/JSON; Charset=UTF-8', 'text/plain', ''])('is JSON where it says %j', async (type) => {
    upstream.handle(playBytes(JSON.stringify(RESPONSE), { 'content-type': type }));
    expect((await stack.post('/api/responses/text', { input: 'Hi' })).status).toBe(200);
  });
});

describe('a last event without the blank line that ends it', () => {
  it('counts where it is whole', async () => {
    const { frames } = await streamed(playBytes(WHOLE.trimEnd()));
    expect(frames.map(({ event }) => event).at(-1)).toBe('response.completed');
  });
});

describe.each([
  ['gzip', gzipSync],
  ['br', brotliCompressSync],
  ['zstd', zstdCompressSync],
  ['deflate', deflateSync],
] as const)('an upstream that compresses with %s', (coding, encode) => {
  it('is understood, streamed and whole', async () => {
    const { frames } = await streamed(
      playBytes(encode(WHOLE), { 'content-type': 'text/event-stream', 'content-encoding': coding }),
    );
    expect(frames.map(({ event }) => event)).toEqual([
      'response.created',
      'response.output_text.delta',
      'response.completed',
    ]);
    upstream.handle(playBytes(encode(JSON.stringify(RESPONSE)), { 'content-encoding': coding }));
    const response = await stack.post('/api/responses/text', { input: 'Hi' });
    expect(await response.json()).toMatchObject({ output_text: 'Hello' });
  });

  it('and does not, says so', async () => {
    const headers = { 'content-type': 'text/event-stream', 'content-encoding': coding };
    const { frames } = await streamed(playBytes('this is no compressed data at all, whatever it says', headers));
    expect(frames.at(-1)).toMatchObject({ event: 'error', data: { code: 'upstream_invalid_response' } });
    expect(frames.at(-1)?.data.message).toContain(coding);
    upstream.handle(playBytes('{"is":"no compressed data at all, whatever it says"}', { 'content-encoding': coding }));
    const response = await stack.post('/api/responses/text', { input: 'Hi' });
    expect(response.status).toBe(502);
    expect(await response.json()).toMatchObject({
      error_code: 'upstream_invalid_response',
      message: expect.stringContaining(coding),
    });
  });
});
