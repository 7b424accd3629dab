import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { newStreamState } from '../../../lib/apis/responses/events/stream-state.ts';
import { responseStream } from '../../../lib/apis/responses/streaming/response-frames.ts';
import { forwardEvents } from '../../../lib/stream/forward-events.ts';
import { streamContext } from '../apis/responses/events/stream-setting.ts';
import { delta, fakedTimers, lifecycle, pass, settle, startRun } from './stream-run.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: [...fakedTimers.toFake] });
});

afterEach(() => {
  vi.useRealTimers();
});

const KEEP_ALIVE = ': keep-alive\n\n';

describe('frames that arrived together', () => {
  it('leave in one write, and those that came alone in their own', async () => {
    const run = startRun();
    run.upstream.write(lifecycle('created', 0) + delta(1) + delta(2));
    await settle();
    run.upstream.write(delta(3));
    await settle();
    run.upstream.end(delta(4) + lifecycle('completed', 5));
    await run.done;
    expect(run.sink.writes.map((text) => text.match(/^id: /gm)?.length)).toEqual([3, 1, 2]);
  });

  it('leave at once, not when more comes', async () => {
    const run = startRun();
    run.upstream.write(`${delta(0)}event: half`);
    await settle();
    expect(run.types()).toEqual(['response.output_text.delta']);
  });

  it('are seen one by one before they leave', async () => {
    const seen: [string, number][] = [];
    const upstream = new PassThrough();
    const state = newStreamState();
    const written: string[] = [];
    const done = forwardEvents({
      ...responseStream,
      upstream,
      state,
      context: streamContext(),
      sink: { write: (bytes) => written.push(String(bytes)) > 0, drained: () => Promise.resolve() },
      idleTimeoutMs: 1000,
      deadlineMs: 1000,
      onFrame: ({ type }) => seen.push([type, written.length]),
    });
    upstream.end(delta(0) + lifecycle('completed', 1));
    await done;
    expect(seen).toEqual([
      ['response.output_text.delta', 0],
      ['response.completed', 0],
    ]);
  });
});

describe('a keep-alive comment', () => {
  it('goes out after every 15 s in which nothing else did', async () => {
    const run = startRun();
    run.upstream.write(delta(0));
    await pass(14_999);
    expect(run.sink.writes).toHaveLength(1);
    await pass(1);
    expect(run.sink.writes.slice(1)).toEqual([KEEP_ALIVE]);
    await pass(30_000);
    expect(run.sink.writes.slice(1)).toEqual([KEEP_ALIVE, KEEP_ALIVE, KEEP_ALIVE]);
  });

  it('goes out before the first event, too', async () => {
    const run = startRun();
    await pass(15_000);
    expect(run.sink.writes).toEqual([KEEP_ALIVE]);
  });

  it('waits 15 s from the last frame', async () => {
    const run = startRun();
    await pass(10_000);
    run.upstream.write(delta(0));
    await pass(14_999);
    expect(run.text()).not.toContain(KEEP_ALIVE);
    await pass(1);
    expect(run.text()).toContain(KEEP_ALIVE);
  });

  it('does not count as life of the upstream', async () => {
    const run = startRun({ idleTimeoutMs: 40_000 });
    await pass(40_000);
    await run.done;
    expect(run.sink.writes.slice(0, -1)).toEqual([KEEP_ALIVE, KEEP_ALIVE]);
    expect(run.types()).toEqual(['error']);
  });

  it('is not sent while the sink is full, nor once the stream has ended', async () => {
    const run = startRun();
    run.sink.fill();
    run.upstream.write(delta(0));
    await pass(60_000);
    expect(run.text()).not.toContain(KEEP_ALIVE);
    run.sink.drain();
    run.upstream.end(lifecycle('completed', 1));
    await run.done;
    await pass(60_000);
    expect(run.text()).not.toContain(KEEP_ALIVE);
  });
});

describe('the idle timer', () => {
  it.each([
    ['a comment', ': ping\n\n'],
    ['half an event', 'data: {'],
    ['an event', delta(1)],
  ])('starts anew with %s', async (_name, bytes) => {
    const run = startRun({ idleTimeoutMs: 10_000 });
    await pass(9000);
    run.upstream.write(bytes);
    await pass(9999);
    expect(run.types()).not.toContain('error');
    await pass(1);
    await run.done;
    expect(run.frames().at(-1)?.data).toMatchObject({ code: 'upstream_stalled' });
  });
});

describe('a full sink', () => {
  it('pauses the upstream until it takes more', async () => {
    const run = startRun();
    run.sink.fill();
    run.upstream.write(delta(0));
    await settle();
    expect(run.upstream.isPaused()).toBe(true);
    run.upstream.write(delta(1));
    run.upstream.write(delta(2));
    await settle();
    expect(run.sink.writes).toHaveLength(1);

    run.sink.drain();
    await settle();
    run.upstream.end(lifecycle('completed', 3));
    await run.done;
    expect(run.frames().map(({ id }) => id)).toEqual(['0', '1', '2', '3']);
  });

  it('stops the idle timer, which starts anew once it takes more', async () => {
    const run = startRun({ idleTimeoutMs: 10_000 });
    run.sink.fill();
    run.upstream.write(delta(0));
    await pass(100_000);
    expect(run.types()).toEqual(['response.output_text.delta']);
    run.sink.drain();
    await pass(9999);
    expect(run.types()).toEqual(['response.output_text.delta']);
    await pass(1);
    await run.done;
    expect(run.frames().at(-1)?.data).toMatchObject({ code: 'upstream_stalled' });
  });

  it('does not stop the deadline', async () => {
    const run = startRun({ deadlineMs: 20_000 });
    run.sink.fill();
    run.upstream.write(delta(0));
    await pass(20_000);
    await run.done;
    expect(run.frames().at(-1)?.data).toMatchObject({ code: 'function_timeout' });
    expect(run.upstream.destroyed).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('starts no timer when it takes more after the end', async () => {
    const run = startRun({ deadlineMs: 20_000 });
    run.sink.fill();
    run.upstream.write(delta(0));
    await pass(20_000);
    await run.done;
    run.sink.drain();
    await pass(600_000);
    expect(run.types()).toEqual(['response.output_text.delta', 'error']);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('does not hold up the terminal frame, or the end after it', async () => {
    const run = startRun();
    run.sink.fill();
    run.upstream.end(delta(0) + lifecycle('completed', 1));
    await settle();
    await run.done;
    expect(run.types()).toEqual(['response.output_text.delta', 'response.completed']);
  });
});

describe('a sink that breaks', () => {
  it('ends the stream and destroys the upstream, with nothing more written', async () => {
    const run = startRun();
    run.sink.fill();
    run.upstream.write(delta(0));
    await settle();
    run.sink.break();
    await run.done;
    expect(run.sink.writes).toHaveLength(1);
    expect(run.upstream.destroyed).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });
});
