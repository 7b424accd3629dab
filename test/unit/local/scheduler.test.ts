import { Readable } from 'node:stream';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import {
  type ScheduledEvent,
  type SchedulerOptions,
  scheduledEvent,
  scheduleSeconds,
  startScheduler,
} from '../../../infra/local/scheduler.ts';
import { pollEventSchema } from '../../../lib/background/poll/poll-event.ts';
import { scheduledFunctionNamed } from '../../../lib/endpoints/endpoint-named.ts';
import type { ScheduledFunction } from '../../../lib/endpoints/table.ts';

const row = scheduledFunctionNamed('poll-background');

/** An invocation that waits for the test to end it. */
type Invocation = PromiseWithResolvers<{ readonly body: Readable }> & {
  readonly name: string;
  readonly event: ScheduledEvent;
};

/** A scheduler whose time and functions the test holds in its hands. */
function start(options: Partial<SchedulerOptions> = {}) {
  const invocations: Invocation[] = [];
  const ticks: (() => void)[] = [];
  const periods: number[] = [];
  const told: string[] = [];
  let stopped = 0;
  const scheduler = startScheduler({
    invoke: (name, event) => {
      const invocation = { ...Promise.withResolvers<{ readonly body: Readable }>(), name, event };
      invocations.push(invocation);
      return invocation.promise;
    },
    onSettled: (line) => told.push(line),
    onFailed: (name, error) => told.push(`${name} failed: ${error instanceof Error ? error.message : error}`),
    repeat(tick, milliseconds) {
      ticks.push(tick);
      periods.push(milliseconds);
      return () => {
        stopped += 1;
      };
    },
    ...options,
  });
  return {
    scheduler,
    invocations,
    periods,
    told,
    stopped: () => stopped,
    tick() {
      for (const tick of ticks) tick();
    },
    /** Ends the last invocation and waits until the scheduler has read its result. */
    async end(result: unknown) {
      const body = Readable.from([typeof result === 'string' ? result : JSON.stringify(result)]);
      invocations.at(-1)?.resolve({ body });
      await settled();
    },
    async fail(error: Error) {
      invocations.at(-1)?.reject(error);
      await settled();
    },
  };
}

/** Every callback that is due has run, those of streams included. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

const done = { pending: 2, settled: 3, failed: 1, oldest_age_seconds: 9, passes: 10 };

describe('scheduler', () => {
  it('invokes each scheduled function at once, with its event, and then as often as its row says', () => {
    const { invocations, periods } = start();
    expect(invocations.map(({ name, event }) => [name, event])).toEqual([['poll-background', scheduledEvent(row)]]);
    expect(periods).toEqual([60_000]);
  });

  it('keeps another period for all of them', () => {
    const functions: ScheduledFunction[] = [row, { ...row, name: 'other', everySeconds: 30 }];
    const { invocations, periods } = start({ everySeconds: 0.5, functions });
    expect(invocations.map(({ name }) => name)).toEqual(['poll-background', 'other']);
    expect(periods).toEqual([500, 500]);
  });

  it('leaves out a turn while the last invocation runs', async () => {
    const { invocations, tick, end } = start();
    tick();
    tick();
    expect(invocations).toHaveLength(1);
    await end(done);
    tick();
    expect(invocations).toHaveLength(2);
  });

  it('leaves out no turn of a function because another one runs', async () => {
    const functions: ScheduledFunction[] = [row, { ...row, name: 'other' }];
    const { invocations, tick, end } = start({ functions });
    await end(done);
    tick();
    expect(invocations.map(({ name }) => name)).toEqual(['poll-background', 'other', 'other']);
  });

  it('tells of an invocation that settled something, in one line', async () => {
    const { told, end } = start();
    await end(done);
    expect(told).toEqual(['poll-background: settled 3, pending 2, failed 1']);
  });

  it('says nothing of one that settled nothing', async () => {
    const { told, end } = start();
    await end({ ...done, settled: 0 });
    expect(told).toEqual([]);
  });

  it.each([
    ['fails', (run: ReturnType<typeof start>) => run.fail(new Error('out of luck')), 'out of luck'],
    ['gives no result', (run: ReturnType<typeof start>) => run.end('{"settled":'), 'JSON'],
  ])('tells once of an invocation that %s, and goes on', async (_what, breakIt, reason) => {
    const run = start();
    await breakIt(run);
    expect(run.told).toEqual([expect.stringMatching(`^poll-background failed: .*${reason}`)]);
    run.tick();
    expect(run.invocations).toHaveLength(2);
  });

  it('keeps time by itself until it is closed', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    onTestFinished(() => void vi.useRealTimers());
    let count = 0;
    const invoke: SchedulerOptions['invoke'] = async () => {
      count += 1;
      return { body: Readable.from(['{}']) };
    };
    const scheduler = startScheduler({ invoke, onSettled: () => {}, onFailed: () => {} });
    await settled();
    for (const [milliseconds, expected] of [
      [59_999, 1],
      [1, 2],
      [60_000, 3],
    ] as const) {
      vi.advanceTimersByTime(milliseconds);
      await settled();
      expect(count).toBe(expected);
    }
    scheduler.close();
    vi.advanceTimersByTime(120_000);
    expect(count).toBe(3);
  });

  it('ends without waiting for what runs, and without telling of it', async () => {
    const { scheduler, stopped, told, fail } = start();
    scheduler.close();
    expect(stopped()).toBe(1);
    await fail(new Error('The process was ended'));
    expect(told).toEqual([]);
  });
});

describe("a schedule's event", () => {
  it('is one that the function takes', () => {
    expect(pollEventSchema.parse(scheduledEvent(row))).toEqual(scheduledEvent(row));
  });

  it('names every shard once, as two lower-case hex digits', () => {
    const { shards } = scheduledEvent(row);
    expect([shards.length, new Set(shards).size, shards[0], shards[10], shards[255]]).toEqual([
      256,
      256,
      '00',
      '0a',
      'ff',
    ]);
    expect(shards.every((shard) => /^[0-9a-f]{2}$/.test(shard))).toBe(true);
  });

  it.each([
    [60, 50],
    [30, 25],
    [5, 4],
    [1.2, 1],
    [1, 0],
    [0.2, 0],
    // The function's timeout is made for its own period.
    [3600, 50],
  ])('every %s s has a window of %s s', (everySeconds, windowSeconds) => {
    expect(scheduledEvent(row, everySeconds).window_seconds).toBe(windowSeconds);
  });
});

describe('POLL_SCHEDULE_SECONDS', () => {
  it.each([
    [undefined, undefined],
    ['', undefined],
    ['0.2', 0.2],
    ['5', 5],
    [' 90 ', 90],
    ['86400', 86_400],
  ])('of %j means %j', (given, seconds) => {
    expect(scheduleSeconds({ POLL_SCHEDULE_SECONDS: given })).toBe(seconds);
  });

  it.each(['0', '0.1', '-1', 'often', '1e3', '5s', '86401', 'Infinity', '0x10', '.5'])('refuses %j', (given) => {
    expect(() => scheduleSeconds({ POLL_SCHEDULE_SECONDS: given })).toThrow(
      'POLL_SCHEDULE_SECONDS wants a number of seconds from 0.2 to 86400',
    );
  });
});
