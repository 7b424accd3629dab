import { PassThrough } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type RelayEnd, relayEvents } from '../../../lib/stream/relay-events.ts';
import type { EventWatch } from '../../../lib/stream/watch-events.ts';

const event = (data: unknown) => `event: x\ndata: ${JSON.stringify(data)}\n\n`;

/** A watch that takes a word for the end. */
function wordWatch(): EventWatch {
  let text = '';
  return {
    read: (chunk) => {
      text += chunk.toString();
    },
    lastSequence: () => 7,
    ended: () => (text.includes('END') ? 'now' : text.includes('ERROR') ? 'may-follow' : undefined),
    isLost: () => text.includes('LOST'),
  };
}

function run(times: { readonly idle?: number; readonly deadline?: number } = {}) {
  const upstream = new PassThrough();
  const writes: string[] = [];
  let drained = Promise.withResolvers<void>();
  const sink = {
    full: false,
    write: (bytes: Buffer | string) => {
      writes.push(typeof bytes === 'string' ? bytes : bytes.toString());
      return !sink.full;
    },
    drained: () => drained.promise,
    drain: () => {
      sink.full = false;
      drained.resolve();
      drained = Promise.withResolvers<void>();
    },
  };
  const done: Promise<RelayEnd> = relayEvents({
    upstream,
    sink,
    watch: wordWatch(),
    failure: ({ code }, sequence) => `error ${code} ${sequence}\n\n`,
    mask: (chunk) => (chunk.includes('sk-1') ? Buffer.from(chunk.toString().replaceAll('sk-1', '…')) : chunk),
    idleTimeoutMs: times.idle ?? 60_000,
    deadlineMs: times.deadline ?? 60_000,
  });
  return { upstream, sink, writes, done };
}

afterEach(() => {
  vi.useRealTimers();
});

describe('a stream that is passed on', () => {
  it('ends with its last event, in the bytes that came', async () => {
    const { upstream, writes, done } = run();
    upstream.write(event('a'));
    upstream.end(event('END'));
    expect(await done).toEqual({});
    expect(writes.join('')).toBe(event('a') + event('END'));
  });

  it.each([
    ['ends without one', (upstream: PassThrough) => upstream.end(), 'upstream_stream_truncated'],
    ['breaks', (upstream: PassThrough) => upstream.destroy(new Error('reset')), 'upstream_connection_lost'],
    ['is closed', (upstream: PassThrough) => upstream.destroy(), 'upstream_connection_lost'],
  ])('says so where it %s, and leaves out the part of an event', async (_how, stop, code) => {
    const { upstream, writes, done } = run();
    upstream.write(event('a') + event('cut').slice(0, 9));
    await turn();
    stop(upstream);
    expect(await done).toMatchObject({ code });
    expect(writes.join('')).toBe(`${event('a')}error ${code} 8\n\n`);
  });

  it('ends a long event before it says so', async () => {
    const { upstream, writes, done } = run();
    const begun = event('y'.repeat(5_000_000)).slice(0, 4_500_000);
    upstream.write(begun);
    await turn();
    upstream.destroy();
    await done;
    expect(writes.join('')).toBe(`${begun}\n\nerror upstream_connection_lost 8\n\n`);
  });

  it.each([
    ['silent', { idle: 1000 }, 'upstream_stalled'],
    ['late', { deadline: 1000 }, 'function_timeout'],
  ])('says so where it is %s', async (_how, times, code) => {
    vi.useFakeTimers();
    const { upstream, writes, done } = run(times);
    upstream.write(event('a'));
    await vi.advanceTimersByTimeAsync(1500);
    expect(await done).toMatchObject({ code });
    expect(writes.at(-1)).toBe(`error ${code} 8\n\n`);
    expect(upstream.destroyed).toBe(true);
  });

  it('does not wait long for the end of a body after its last event', async () => {
    vi.useFakeTimers();
    const { upstream, done } = run();
    upstream.write(event('END'));
    await vi.advanceTimersByTimeAsync(300);
    expect(await done).toEqual({});
  });

  it('waits for what may follow an error', async () => {
    vi.useFakeTimers();
    const { upstream, writes, done } = run();
    upstream.write(event('ERROR'));
    await vi.advanceTimersByTimeAsync(1000);
    upstream.write(event('END'));
    await vi.advanceTimersByTimeAsync(300);
    expect(await done).toEqual({});
    expect(writes.join('')).toBe(event('ERROR') + event('END'));
  });

  it('is taken for whole where nobody could read it', async () => {
    const { upstream, writes, done } = run();
    upstream.end('LOST\n\nrest');
    expect(await done).toEqual({});
    expect(writes.join('')).toBe('LOST\n\nrest');
  });

  it('says between events that it lives', async () => {
    vi.useFakeTimers();
    const { upstream, writes, done } = run();
    upstream.write(event('a'));
    await vi.advanceTimersByTimeAsync(31_000);
    upstream.end(event('END'));
    await vi.advanceTimersByTimeAsync(10);
    await done;
    expect(writes).toEqual([event('a'), ': keep-alive\n\n', ': keep-alive\n\n', event('END')]);
  });

  it('waits for a reader that is slower', async () => {
    const { upstream, sink, writes, done } = run();
    sink.full = true;
    upstream.write(event('a'));
    await turn();
    expect(upstream.isPaused()).toBe(true);
    upstream.write(event('b'));
    await turn();
    expect(writes).toEqual([event('a')]);
    sink.drain();
    upstream.end(event('END'));
    expect(await done).toEqual({});
    expect(writes.join('')).toBe(event('a') + event('b') + event('END'));
  });

  it('has no key in it', async () => {
    const { upstream, writes, done } = run();
    upstream.end(event('END sk-1'));
    await done;
    expect(writes.join('')).toBe(event('END …'));
  });
});
