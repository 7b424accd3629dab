import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { endings } from './stream-endings.ts';
import { delta, fakedTimers, lifecycle, pass, settle, sse, startRun } from './stream-run.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: [...fakedTimers.toFake] });
});

afterEach(() => {
  vi.useRealTimers();
});

const TERMINAL = ['response.completed', 'response.incomplete', 'response.failed', 'error'];
const limits = { idleTimeoutMs: 30_000, deadlineMs: 100_000 };

describe('a stream ends in exactly one terminal frame', () => {
  it.each(endings)('after $name: $ends $code', async ({ plays, ends, code, readToEnd }) => {
    const run = startRun(limits);
    run.upstream.write(lifecycle('created', 0) + delta(1));
    await settle();
    await plays(run.upstream);
    await pass(30_000);
    await run.done;

    expect(run.types()).toEqual(['response.created', 'response.output_text.delta', ...ends]);
    expect(run.types().filter((type) => TERMINAL.includes(type))).toEqual(
      ends.filter((type) => TERMINAL.includes(type)),
    );
    expect(run.state.terminalEvent).toBe(ends.at(-1));
    if (code) expect(run.frames().at(-1)?.data).toMatchObject({ code });
    expect(run.upstream.readableEnded).toBe(readToEnd ?? false);
    expect(run.upstream.destroyed).toBe(true);
  });

  it.each(endings)('leaves no timer behind after $name', async ({ plays }) => {
    const run = startRun(limits);
    run.upstream.write(lifecycle('created', 0) + delta(1));
    await settle();
    await plays(run.upstream);
    await settle();
    while (!(await Promise.race([run.done.then(() => true), settle().then(() => false)]))) {
      await vi.advanceTimersByTimeAsync(50);
    }
    expect(vi.getTimerCount()).toBe(0);
  });

  it('says in a frame of its own what happened, what to do, and where it stopped', async () => {
    const run = startRun();
    run.upstream.end(lifecycle('created', 3) + delta(4));
    await run.done;
    expect(run.frames().at(-1)).toEqual({
      id: '5',
      event: 'error',
      data: {
        code: 'upstream_stream_truncated',
        message: expect.stringMatching(/\w/),
        hint: expect.stringMatching(/\w/),
        param: null,
        retryable: true,
        response_id: 'resp_1',
        last_sequence: 4,
        resume: null,
        sequence: 5,
      },
    });
    expect(run.state.errorCode).toBe('upstream_stream_truncated');
  });

  it('does so for a body that is empty', async () => {
    const run = startRun();
    run.upstream.end();
    await run.done;
    expect(run.frames()).toMatchObject([
      { id: '0', event: 'error', data: { response_id: null, last_sequence: -1, sequence: 0 } },
    ]);
  });

  it('goes on after an unknown type', async () => {
    const run = startRun();
    run.upstream.end(sse({ type: 'new.type', sequence_number: 0, a: 1 }) + lifecycle('completed', 1));
    await run.done;
    expect(run.types()).toEqual(['new.type', 'response.completed']);
  });
});
