import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { readFrames } from '../support/read-frames.ts';
import { type Stack, startStack } from '../support/stack.ts';
import { startUpstream, type Upstream, type UpstreamHandler } from '../support/upstream.ts';
import { goodStream, RESPONSE } from './played.ts';

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

const MB = 1024 * 1024;
/** What V8 gives a process with the 512 MB of the smallest functions that call OpenAI. */
const HEAP_MB = 256;
const MEMORY_BYTES = 512 * MB;

let upstream: Upstream;
let stack: Stack;

beforeAll(async () => {
  upstream = await startUpstream();
  stack = await startStack({
    upstream: upstream.url,
    nodeArguments: [`--max-old-space-size=${HEAP_MB}`],
    environment: { OPENAI_MAX_RETRIES: '0' },
  });
});
afterAll(async () => {
  await stack.close();
  await upstream.close();
});

/** Writes on and on, until whoever reads has had enough. */
async function endless(response: ServerResponse, piece: string): Promise<void> {
  const closed = once(response, 'close');
  while (!response.destroyed) {
    if (response.write(piece)) await new Promise(setImmediate);
    else await Promise.race([once(response, 'drain'), closed]);
  }
}

function never(type: string, start: string, piece: string, status = 200): UpstreamHandler {
  return async (_request, response) => {
    response.writeHead(status, { 'content-type': type }).write(start);
    await endless(response, piece);
  };
}

const json = (start: string, piece: string, status?: number) => never('application/json', start, piece, status);

/** No process of a function has ended, or ever had more memory than the smallest functions have. */
function expectLife(name: string): void {
  const pids = stack.host.processes(name);
  expect(pids.length).toBeGreaterThan(0);
  // The platform says of a process that it has ended, and why.
  expect(stack.logs.filter((log) => log.name === name && log.source === 'platform')).toEqual([]);
  if (process.platform !== 'linux') return;
  for (const pid of pids) {
    const kilobytes = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    expect(Number(kilobytes) * 1024).toBeLessThan(MEMORY_BYTES);
  }
}

const text = { input: 'Hi' };
const TEXT = '/api/responses/text';
/** Every function that reads what OpenAI says. */
const READERS: readonly [name: string, method: string, path: string, body?: object][] = [
  ['create-text', 'POST', TEXT, text],
  ['create-image', 'POST', '/api/responses/images', text],
  ['compact-response', 'POST', '/api/responses/compact', { ...text, model: 'gpt-6.1-terra' }],
  ['count-input-tokens', 'POST', '/api/responses/input-tokens', text],
  ['retrieve-response', 'GET', '/api/responses/resp_1'],
  ['cancel-response', 'POST', '/api/responses/resp_1/cancel'],
  ['list-input-items', 'GET', '/api/responses/resp_1/input-items'],
];

async function ask(method: string, path: string, body?: object): Promise<Response> {
  return method === 'POST' ? stack.post(path, body) : fetch(`${stack.url}${path}`, { method });
}

const x = 'x'.repeat(65_536);

describe('an endless answer', () => {
  it.each(READERS)('to %s is upstream_too_large', async (name, method, path, body) => {
    upstream.handle(json('{"id":"', x));
    const response = await ask(method, path, body);
    expect([response.status, await response.json()]).toMatchObject([502, { error_code: 'upstream_too_large' }]);
    await upstream.requests.at(-1)?.closed;
    expectLife(name);
  });

  it.each(READERS)('that is an error to %s is so too', async (name, method, path, body) => {
    upstream.handle(json('{"error":{"message":"', x, 500));
    const response = await ask(method, path, body);
    expect([response.status, await response.json()]).toMatchObject([502, { error_code: 'upstream_too_large' }]);
    await upstream.requests.at(-1)?.closed;
    expectLife(name);
  });

  it('to delete-response is let go', async () => {
    upstream.handle(json('{"id":"', x));
    expect((await fetch(`${stack.url}/api/responses/resp_1`, { method: 'DELETE' })).status).toBe(200);
    await upstream.requests.at(-1)?.closed;
    expectLife('delete-response');
  });
});

describe('an answer within the bound', () => {
  it.each([
    ['arrays', '[],'],
    ['objects', '{},'],
    ['numbers', '0,'],
    ['pairs', '{"a":0},'],
  ])('whose %s would take many times its size is upstream_too_large', async (_what, value) => {
    const body = `{"id":"resp_1","output":[${value.repeat(Math.floor((30 * MB) / value.length))}0]}`;
    upstream.handle(
      (_request, response) => void response.writeHead(200, { 'content-type': 'application/json' }).end(body),
    );
    const response = await stack.post(TEXT, text);
    if (value !== '0,') expect(await response.json()).toMatchObject({ error_code: 'upstream_too_large' });
    else await response.text();
    expectLife('create-text');
  });

  it.each([
    ['ASCII', 'x'],
    ['two-byte text', 'xxxxxxxxxxxxxxxxé漢'],
  ])('of 30 MB of %s is answered', async (_what, characters) => {
    const long = characters.repeat(Math.floor((30 * MB) / Buffer.byteLength(characters)));
    const output = [{ ...RESPONSE.output[0], content: [{ type: 'output_text', text: long, annotations: [] }] }];
    upstream.handle(
      (_request, response) =>
        void response
          .writeHead(200, { 'content-type': 'application/json' })
          .end(JSON.stringify({ ...RESPONSE, output })),
    );
    const response = await stack.post(TEXT, text);
    expect(response.status).toBe(200);
    expect(((await response.json()) as { output_text: string }).output_text === long).toBe(true);
    expectLife('create-text');
  });
});

describe('an error of very many values', () => {
  it.each([
    ['8', '{},'],
    ['30', '[],'],
  ])('in %s MB of %s is upstream_too_large', async (megabytes, value) => {
    const values = value.repeat(Math.floor((Number(megabytes) * MB) / value.length));
    upstream.handle(
      (_request, response) =>
        void response
          .writeHead(400, { 'content-type': 'application/json' })
          .end(`{"error":{"message":"m","a":[${values}0]}}`),
    );
    const response = await stack.post(TEXT, text);
    expect([response.status, await response.json()]).toMatchObject([502, { error_code: 'upstream_too_large' }]);
    expectLife('create-text');
  });
});

describe('an error of 20 MB', () => {
  it('keeps its status', async () => {
    const body = JSON.stringify({ error: { message: 'No. '.repeat(5 * MB), code: 'c' } });
    upstream.handle(
      (_request, response) => void response.writeHead(400, { 'content-type': 'application/json' }).end(body),
    );
    const response = await stack.post(TEXT, text);
    expect([response.status, await response.json()]).toMatchObject([400, { error_code: 'c' }]);
    expectLife('create-text');
  });
});

const sse = (start: string, piece: string) => never('text/event-stream', start, piece);
const created = `data: ${JSON.stringify({ type: 'response.created', sequence_number: 0, response: RESPONSE })}\n\n`;

describe.each([
  ['stream-text', `${TEXT}/stream`],
  ['stream-image', '/api/responses/images/stream'],
])('an endless part of a stream to %s', (name, path) => {
  it.each([
    ['line', `${created}data: {"type":"response.output_text.delta","delta":"`, x],
    ['line that is no string', `${created}data: {"type":"x","a":[`, '[],'.repeat(20_000)],
    ['line of a summarised event', `${created}data: {"type":"response.completed","response":{"a":"`, x],
    ['field', created, x],
    ['event of short lines', `${created}`, 'data: 12345678901234567890\n'.repeat(2_000)],
    ['event of lines of nothing', `${created}`, 'data\n'.repeat(10_000)],
    ['event of lines that end in CR', `${created}`, 'data: {}\r'.repeat(10_000)],
    ['event of long lines', `${created}`, `data: "${'y'.repeat(300_000)}"\n`],
    ['comment', `${created}: `, x],
  ])('(a %s) ends it in one error frame', async (_what, start, piece) => {
    upstream.handle(sse(start, piece));
    const all = await readFrames(await stack.post(path, text));
    expect(all.map(({ event }) => event)).toEqual(['response.created', 'error']);
    expect(all[1]?.data).toMatchObject({ code: 'upstream_too_large', last_sequence: 0, retryable: false });
    await upstream.requests.at(-1)?.closed;
    expectLife(name);
  });

  it('before the first event of a background response is of unknown outcome', async () => {
    upstream.handle(sse('data: {"type":"x","a":"', x));
    const response = await stack.post(path, { ...text, background: true });
    expect([response.status, await response.json()]).toMatchObject([502, { error_code: 'background_outcome_unknown' }]);
    await upstream.requests.at(-1)?.closed;
    upstream.handle(goodStream);
    await (await stack.post(path, text)).text();
    expectLife(name);
  });
});
