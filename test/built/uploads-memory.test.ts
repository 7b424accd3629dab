import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type FakeS3, startFakeS3 } from '../support/fake-s3.ts';
import { type Stack, startStack } from '../support/stack.ts';
import { storage } from './image-calls.ts';

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

const MB = 1024 * 1024;
const UPLOAD_BYTES = 512 * MB;
/** What the function may take above idle, whatever the upload weighs: the bar for a video. */
const GROWTH_LIMIT_BYTES = 120 * MB;
const PIECE = Buffer.alloc(256 * 1024, 7);
const KEY = `upl_${'5'.repeat(32)}`;
const PATH = '/v1/audio/transcriptions';

let s3: FakeS3;
let stack: Stack;
let upstream: Awaited<ReturnType<typeof startCounter>>;
let bytes = 16;

beforeAll(async () => {
  s3 = await startFakeS3(async (request, response) => {
    if (request.method === 'DELETE') return void response.writeHead(204).end();
    const isSample = request.headers.range !== undefined;
    const length = isSample ? Math.min(4100, bytes) : bytes;
    response.writeHead(isSample ? 206 : 200, {
      'content-type': 'audio/wav',
      'content-length': length,
      ...(isSample && { 'content-range': `bytes 0-${length - 1}/${bytes}` }),
    });
    for (let sent = 0; sent < length; sent += PIECE.length) {
      if (!response.write(PIECE.subarray(0, length - sent))) await once(response, 'drain');
    }
    response.end();
  });
  upstream = await startCounter();
  stack = await startStack({ upstream: upstream.url, environment: storage(s3.url) });
});
afterAll(async () => {
  await stack.close();
  await Promise.all([s3.close(), upstream.close()]);
});

/** In OpenAI's place: counts what it is sent, and keeps nothing of it. */
async function startCounter() {
  let received = 0;
  const server = createServer(async (request, response) => {
    received = 0;
    for await (const chunk of request) received += chunk.length;
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"text":"Hello."}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    received: () => received,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** The most memory that a process has had so far, in bytes. */
function peakMemory(pid: number): number {
  const kilobytes = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) * 1024;
}

it.skipIf(process.platform !== 'linux')(
  'an upload of 512 MB passes through a function of 512 MB without being held',
  async () => {
    const body = { model: 'whisper-1', file: { upload_key: KEY } };
    expect((await stack.post(PATH, body)).status).toBe(200);
    const [pid = 0] = stack.host.processes('create-transcription');
    const before = peakMemory(pid);
    bytes = UPLOAD_BYTES;
    const answer = await stack.post(PATH, body);
    expect([answer.status, await answer.json()]).toEqual([200, { text: 'Hello.' }]);
    expect(upstream.received()).toBeGreaterThan(UPLOAD_BYTES);
    expect(stack.host.processes('create-transcription')).toEqual([pid]);
    expect(peakMemory(pid) - before).toBeLessThan(GROWTH_LIMIT_BYTES);
    expect(s3.requests.filter((request) => request.startsWith('DELETE'))).toHaveLength(2);
  },
);
