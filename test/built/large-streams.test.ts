import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { frames, readFrames } from '../support/read-frames.ts';
import { type Stack, startStack } from '../support/stack.ts';
import { startUpstream, type Upstream, upstreamFrame } from '../support/upstream.ts';
import { completed, delta, goodStream, playStream } from './played.ts';

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const PATH = '/api/responses/text/stream';
const MB = 1024 * 1024;
const TOTAL_BYTES = 100 * MB;
const PIECE = 'x'.repeat(64 * 1024);
const PIECES = TOTAL_BYTES / PIECE.length;
/** The bar for a 100 MB stream, over idle. */
const GROWTH_LIMIT_BYTES = 150 * MB;
/** An upstream that cannot write for so long is being held back. */
const HELD_BACK_MS = 1500;
/** What may be on its way while the client does not read: sockets' and streams' buffers of four processes. */
const IN_FLIGHT_BYTES = 48 * MB;

let upstream: Upstream;
let stack: Stack;

beforeAll(async () => {
  upstream = await startUpstream(goodStream);
  // Shorter than the upstream is held back for: waiting for a slow reader is no stall.
  stack = await startStack({ upstream: upstream.url, environment: { OPENAI_STREAM_IDLE_TIMEOUT: '1000' } });
});
afterAll(async () => {
  await stack.close();
  await upstream.close();
});

/** The most memory that a process has had so far, in bytes; what it has now where the system does not say. */
function peakMemory(pid: number): number {
  if (process.platform !== 'linux') return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)])) * 1024;
  const kilobytes = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) * 1024;
}

it('holds the upstream back while its reader does not read, and keeps its memory flat over 100 MB', async () => {
  await readFrames(await stack.post(PATH, { input: 'Hello' }));
  const [pid = 0] = stack.host.processes('stream-text');
  const before = peakMemory(pid);

  const heldBack = Promise.withResolvers<number>();
  upstream.handle(
    playStream(async (_request, response) => {
      let written = 0;
      for (let sequence = 1; sequence <= PIECES; sequence += 1) {
        written += PIECE.length;
        if (response.write(upstreamFrame(delta(sequence, PIECE)))) continue;
        const drained = once(response, 'drain');
        const room = await Promise.race([drained.then(() => true), setTimeout(HELD_BACK_MS, false)]);
        if (!room) heldBack.resolve(written);
        await drained;
      }
      heldBack.resolve(written);
      response.end(upstreamFrame(completed(PIECES + 1)));
    }),
  );
  const response = await stack.post(PATH, { input: 'Hello' });
  expect(await heldBack.promise).toBeLessThan(IN_FLIGHT_BYTES);

  let next = 0;
  let characters = 0;
  let last: string | undefined;
  for await (const { id, event, data } of frames(response)) {
    if (id !== String(next)) throw new Error(`Frame ${id} came in place of ${next}`);
    next += 1;
    last = event;
    if (event === 'response.output_text.delta') characters += String(data.delta).length;
  }
  expect(last).toBe('response.completed');
  expect(characters).toBe(TOTAL_BYTES);
  expect(peakMemory(pid) - before).toBeLessThan(GROWTH_LIMIT_BYTES);
  expect(stack.host.processes('stream-text')).toEqual([pid]);
});

it('passes an event of 20 MB on', async () => {
  const text = '🦄"\\é'.repeat(2 * MB);
  upstream.handle(
    playStream((_request, response) => void response.end(upstreamFrame(delta(1, text)) + upstreamFrame(completed(2)))),
  );
  const all = await readFrames(await stack.post(PATH, { input: 'Hello' }));
  expect(all.map(({ event }) => event)).toEqual([
    'response.created',
    'response.output_text.delta',
    'response.completed',
  ]);
  expect(all[1]?.data.delta === text).toBe(true);
});
