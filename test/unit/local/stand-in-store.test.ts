import { expect, it } from 'vitest';
import { createBackground } from '../../../infra/local/openai/background/background.ts';
import { BackgroundStore } from '../../../infra/local/openai/background/background-store.ts';
import { machineClock, sleepBy } from '../../../infra/local/openai/background/clock.ts';
import { inBackground } from './stand-in-calls.ts';
import { handClock } from './stand-in-clock.ts';

it('holds tens of thousands of background responses, and lets the oldest go first', () => {
  const clock = handClock();
  const store = new BackgroundStore({ clock });
  const body = JSON.stringify(inBackground({ pace: 'none' }));
  const one = createBackground({ seed: '1', body, createdAt: 0, startedAt: clock.now() });
  const put = (first: number, last: number): void => {
    for (let number = first; number <= last; number += 1) {
      store.put({ ...one, record: { ...one.record, id: `resp_${number}` } });
    }
  };
  put(1, 50_000);
  expect([store.get('resp_1'), store.get('resp_50000')]).toEqual([expect.anything(), expect.anything()]);
  put(50_001, 50_001);
  expect([store.get('resp_1'), store.get('resp_2')]).toEqual([undefined, expect.anything()]);
  store.close();
  expect(clock.pending()).toBe(0);
});

it('calls back on this machine’s clock never before the time', async () => {
  const waits = [0, 1, 2.5, 7].map(async (milliseconds) => {
    const begun = machineClock.now();
    await new Promise<void>((resolve) => machineClock.after(milliseconds, resolve));
    return machineClock.now() - begun - milliseconds;
  });
  // A real event keeps the process here: the clock's own timers would let it go.
  const late = await Promise.all(waits);
  expect(Math.min(...late)).toBeGreaterThanOrEqual(0);
});

it.each([
  ['before', true],
  ['while', false],
])('stops waiting when the signal comes %s it waits', async (_, aborted) => {
  const clock = handClock();
  const leaving = new AbortController();
  if (aborted) leaving.abort(new Error('left'));
  const waiting = sleepBy(clock)(1000, leaving.signal);
  leaving.abort(new Error('left'));
  await expect(waiting).rejects.toThrow('left');
  expect(clock.pending()).toBe(0);
});
