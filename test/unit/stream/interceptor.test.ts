import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Interceptor } from '../../../lib/stream/interceptor.ts';
import { seenFrames } from './seen-frames.ts';
import { delta, errorEvent, fakedTimers, lifecycle, pass, settle, startRun } from './stream-run.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: [...fakedTimers.toFake] });
});

afterEach(() => {
  vi.useRealTimers();
});

/** A interceptor with one piece of work, which the test finishes. */
function withWork() {
  let insert: Parameters<Interceptor['open']>[0] = () => undefined;
  const work = Promise.withResolvers<void>();
  let underWay = true;
  const interceptor: Interceptor = {
    open: (given) => {
      insert = given;
    },
    pass: (bytes) => bytes,
    settled: () => (underWay ? work.promise : undefined),
    abandon: () => {
      if (underWay) insert('work.abandoned', {});
      underWay = false;
    },
  };
  return {
    run: startRun({ interceptor, idleTimeoutMs: 30_000, deadlineMs: 100_000 }),
    insert: (type: string) => insert(type, { ok: 'é' }),
    finish() {
      underWay = false;
      insert('work.done', { ok: 'é' });
      work.resolve();
    },
    fail() {
      underWay = false;
      work.reject(new Error('failed'));
    },
  };
}

type Run = ReturnType<typeof withWork>['run'];

function typesOf(run: Run) {
  return seenFrames(run.text()).map(({ event }) => event);
}

describe('a stream with work beside it', () => {
  it('lets the end wait for the work, and no other frame', async () => {
    const { run, finish } = withWork();
    run.upstream.end(lifecycle('created', 0) + delta(1) + lifecycle('completed', 2));
    await settle();
    expect(typesOf(run)).toEqual(['response.created', 'response.output_text.delta']);
    finish();
    await run.done;
    expect(typesOf(run).slice(2)).toEqual(['work.done', 'response.completed']);
  });

  it('ends at once where the work was done before', async () => {
    const { run, finish } = withWork();
    run.upstream.write(lifecycle('created', 0));
    await settle();
    finish();
    run.upstream.end(lifecycle('completed', 1));
    await run.done;
    expect(typesOf(run)).toEqual(['response.created', 'work.done', 'response.completed']);
  });

  it('gives an inserted frame no id, and counts on as if it were not there', async () => {
    const { run, insert, finish } = withWork();
    run.upstream.write(lifecycle('created', 0));
    await settle();
    insert('work.half');
    finish();
    run.upstream.end();
    await run.done;
    expect(run.text()).toContain('\n\nevent: work.half\ndata: {"ok":"é"}\n\n');
    expect(seenFrames(run.text()).at(-1)).toMatchObject({ id: '1', data: { sequence: 1, last_sequence: 0 } });
    expect(run.state.counts.get('work.half')).toBe(1);
  });

  it('ends where the work fails', async () => {
    const { run, fail } = withWork();
    run.upstream.end(lifecycle('completed', 0));
    await settle();
    fail();
    await run.done;
    expect(typesOf(run)).toEqual(['response.completed']);
  });

  it('keeps the caller waiting with comments, not with silence', async () => {
    const { run, finish } = withWork();
    run.upstream.end(lifecycle('completed', 0));
    await pass(31_000);
    expect(run.text()).toBe(': keep-alive\n\n'.repeat(2));
    finish();
    await run.done;
    expect(typesOf(run)).toEqual(['work.done', 'response.completed']);
  });

  it('ends at the deadline, with what is to be said of the work before the end', async () => {
    const { run } = withWork();
    run.upstream.write(lifecycle('completed', 0));
    await pass(100_000);
    await run.done;
    expect(typesOf(run)).toEqual(['work.abandoned', 'response.completed']);
    expect(run.upstream.destroyed).toBe(true);
  });

  it('ends in one error frame where the deadline comes before upstream’s end', async () => {
    const { run } = withWork();
    for (let time = 0; time < 10; time += 1) {
      run.upstream.write(': still here\n\n');
      await pass(10_000);
    }
    await run.done;
    expect(typesOf(run)).toEqual(['work.abandoned', 'error']);
    expect(seenFrames(run.text()).at(-1)?.data).toMatchObject({ code: 'function_timeout' });
  });

  it.each([
    ['ends without an end', (run: Run) => void run.upstream.end(), 'upstream_stream_truncated'],
    ['is cut', (run: Run) => void run.upstream.destroy(), 'upstream_connection_lost'],
    ['goes silent', () => pass(30_000), 'upstream_stalled'],
  ])('waits for the work where upstream %s', async (_name, plays, code) => {
    const { run, finish } = withWork();
    run.upstream.write(delta(0));
    await settle();
    await plays(run);
    await settle();
    expect(typesOf(run)).toEqual(['response.output_text.delta']);
    finish();
    await run.done;
    expect(typesOf(run)).toEqual(['response.output_text.delta', 'work.done', 'error']);
    expect(seenFrames(run.text()).at(-1)?.data).toMatchObject({ code });
  });

  it('holds an error and the failed response after it together', async () => {
    const { run, finish } = withWork();
    run.upstream.write(errorEvent(0));
    await settle();
    run.upstream.end(lifecycle('failed', 1));
    await settle();
    expect(typesOf(run)).toEqual([]);
    finish();
    await run.done;
    expect(typesOf(run)).toEqual(['work.done', 'error', 'response.failed']);
  });

  it('waits for the failed response where the work is done before it comes', async () => {
    const { run, finish } = withWork();
    run.upstream.write(errorEvent(0));
    await settle();
    finish();
    await settle();
    expect(typesOf(run)).toEqual(['work.done', 'error']);
    run.upstream.end(lifecycle('failed', 1));
    await run.done;
    expect(typesOf(run)).toEqual(['work.done', 'error', 'response.failed']);
  });

  it('says nothing after the end', async () => {
    const { run, insert } = withWork();
    run.upstream.write(lifecycle('completed', 0));
    await pass(100_000);
    await run.done;
    const before = run.text();
    insert('work.late');
    expect(run.text()).toBe(before);
  });
});
