import { describe, expect, it } from 'vitest';
import { KEPT_ENTRIES, logEntry, logFrame, newEventLog } from '../../../../lib/web/playground/event-log.ts';
import { formatBytes, formatCost, formatDuration } from '../../../../lib/web/playground/format-figures.ts';
import { frameQueue } from '../../../../lib/web/playground/frame-queue.ts';
import { readJobs, withJob } from '../../../../lib/web/playground/job-list.ts';
import { takeSentences } from '../../../../lib/web/playground/take-sentences.ts';

describe('figures', () => {
  it.each([
    [0.000288, '$0.000288'],
    [0.0303, '$0.0303'],
    [1.254, '$1.25'],
    [0, '$0.00'],
  ])('write %d dollars as %s', (dollars, text) => expect(formatCost(dollars)).toBe(text));

  it.each([
    [640.4, '640 ms'],
    [8400, '8.4 s'],
    [185_000, '3 min 5 s'],
    [59_960, '1 min 0 s'],
  ])('write %d ms as %s', (milliseconds, text) => expect(formatDuration(milliseconds)).toBe(text));

  it.each([
    [900, '900 B'],
    [11_272, '11.3 kB'],
    [2_000_000, '2.0 MB'],
  ])('write %d bytes as %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text));
});

describe('the event log', () => {
  it('counts everything and keeps the last entries', () => {
    const log = newEventLog();
    for (let id = 0; id < 500; id += 1) logFrame(log, { id: String(id), event: 'delta', data: {} }, id);
    expect(log.counts.get('delta')).toBe(500);
    expect(log.entries).toHaveLength(KEPT_ENTRIES);
    expect(log.entries.at(-1)?.id).toBe('499');
  });

  it('keeps all that happened to the connection', () => {
    const log = newEventLog();
    logEntry(log, { kind: 'cut', text: 'cut', id: undefined, at: 0 });
    for (let id = 0; id < 500; id += 1) logFrame(log, { id: String(id), event: 'delta', data: {} }, id);
    expect(log.connection.map(({ kind }) => kind)).toEqual(['cut']);
  });
});

describe('the frame queue', () => {
  /** Turns that are taken by hand; each piece of work costs 2 ms. */
  function slowQueue() {
    const turns: (() => void)[] = [];
    const taken: number[] = [];
    let now = 0;
    let drawings = 0;
    const queue = frameQueue<number>(
      (work) => {
        now += 2;
        taken.push(work);
      },
      () => {
        drawings += 1;
      },
      { request: (turn) => void turns.push(turn), now: () => now },
    );
    return { queue, turns, taken, drawings: () => drawings };
  }

  it('takes no more in a turn than its time has room for, and draws once', () => {
    const { queue, turns, taken, drawings } = slowQueue();
    queue.push([1, 2, 3, 4, 5]);
    turns.shift()?.();
    expect(taken).toEqual([1, 2, 3]);
    expect(drawings()).toBe(1);
    turns.shift()?.();
    expect(taken).toEqual([1, 2, 3, 4, 5]);
    expect(turns).toHaveLength(0);
  });

  it('asks for one turn, however much comes before it', () => {
    const { queue, turns } = slowQueue();
    queue.push([1]);
    queue.push([2]);
    queue.touch();
    expect(turns).toHaveLength(1);
  });

  it('is drained once all was drawn', async () => {
    const { queue, turns, taken } = slowQueue();
    queue.push([1]);
    const drained = queue.drained();
    turns.shift()?.();
    await drained;
    expect(taken).toEqual([1]);
  });
});

describe('sentences to be read out', () => {
  it.each([
    ['One. Two', 0, false, 'One.', 4],
    ['One. Two', 4, false, '', 4],
    ['One. Two', 4, true, 'Two', 8],
    ['It costs 3.5 euros', 0, false, '', 0],
    ['A line\nand', 0, false, 'A line', 7],
  ])('of %j from %i (ended: %s) are %j', (text, from, ended, spoken, next) => {
    expect(takeSentences(text, from, ended)).toEqual({ spoken, next });
  });
});

describe('the jobs of a visit', () => {
  const job = { id: 'resp_1', prompt: 'Hi', startedAt: 1, status: 'queued' };

  it('puts a new one in front and changes a known one in its place', () => {
    const jobs = withJob([job], { ...job, id: 'resp_2' });
    expect(jobs.map(({ id }) => id)).toEqual(['resp_2', 'resp_1']);
    expect(withJob(jobs, { ...job, status: 'completed' }).map(({ status }) => status)).toEqual(['queued', 'completed']);
  });

  it.each([null, '', '{', '{}', '[1, {"id": 4}]'])('is empty where what was kept is %j', (kept) => {
    expect(readJobs(kept)).toEqual([]);
  });

  it('reads what it kept', () => {
    expect(readJobs(JSON.stringify([job]))).toMatchObject([job]);
  });
});
