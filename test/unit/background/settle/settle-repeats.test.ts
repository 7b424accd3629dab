import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { settle } from '../../../../lib/background/settle/settle.ts';
import type { Ending } from '../../../../lib/background/settle/settling.ts';
import { jobRecord, wholeResponse } from '../jobs.ts';
import { type BeforeWrite, imagesResponse, type SettleRun, settleRun } from '../settling.ts';

const job = jobRecord();
const endings = {
  'text that has ended': { kind: 'ended', whole: wholeResponse() },
  'images that have ended': { kind: 'ended', whole: imagesResponse() },
  'a response that failed': { kind: 'ended', whole: wholeResponse({ status: 'failed', output: [] }) },
  'a lost response': { kind: 'lost' },
  'an expired response': { kind: 'expired', whole: imagesResponse({ status: 'in_progress' }) },
} as const satisfies Record<string, Ending>;
const cases = Object.entries(endings) as [string, Ending][];

/** All that is stored once an ending has been settled without a hitch. */
async function stateAfter(ending: Ending): Promise<object> {
  const run = settleRun();
  await settle(job, ending, run.settling);
  return run.state();
}

/** Counts writes, and throws in place of one of them. */
function killedAt(turn: number): { readonly before: BeforeWrite; readonly writes: () => number } {
  let writes = 0;
  return {
    writes: () => writes,
    before: () => {
      writes += 1;
      if (writes === turn) throw new Error('killed');
    },
  };
}

describe('settling', () => {
  it.each(cases)('%s comes to the same when killed before any write, and repeated', async (_name, ending) => {
    const whole = await stateAfter(ending);
    const counted = killedAt(0);
    await settle(job, ending, settleRun({ before: counted.before }).settling);
    expect(counted.writes()).toBeGreaterThanOrEqual(2);
    for (let turn = 1; turn <= counted.writes(); turn += 1) {
      const run = settleRun({ before: killedAt(turn).before });
      await expect(settle(job, ending, run.settling)).rejects.toThrow();
      expect(run.store.records.has(job.id)).toBe(true);
      await settle(job, ending, run.settling);
      expect(run.state()).toEqual(whole);
    }
  });

  it.each(cases)('%s comes to the same when it is all done again', async (_name, ending) => {
    const run = settleRun();
    await settle(job, ending, run.settling);
    await settle(job, ending, run.settling);
    expect(run.state()).toEqual(await stateAfter(ending));
  });

  it.each(cases)('%s comes to the same when done twice at the same time, in any order', async (_name, ending) => {
    const whole = await stateAfter(ending);
    await together([ending, ending], (run) => expect(run.state()).toEqual(whole));
  });
});

/** Settles endings of one record at the same time, over every order in which their operations may come. */
function together(some: readonly Ending[], check: (run: SettleRun) => void): Promise<void> {
  return fc.assert(
    fc.asyncProperty(fc.scheduler(), async (scheduler) => {
      const run = settleRun({ before: (write, id) => scheduler.schedule(Promise.resolve(), `${write} ${id}`) });
      const facts = run.store.resultFacts;
      const store = {
        ...run.store,
        resultFacts: async (id: string) => {
          await scheduler.schedule(Promise.resolve(), `look at ${id}`);
          return facts(id);
        },
      };
      await scheduler.waitFor(Promise.all(some.map((ending) => settle(job, ending, { ...run.settling, store }))));
      check(run);
    }),
    { numRuns: 50 },
  );
}

const notResults = [
  ['lost', endings['a lost response']],
  ['expired', endings['an expired response']],
] as const;
const results = cases.filter(([, { kind }]) => kind === 'ended');
const pairs = notResults.flatMap(([name, less]) => results.map(([of, more]) => [name, of, less, more] as const));

describe('OpenAI’s own result', () => {
  it.each(pairs)('is not replaced by %s: %s', async (_name, _of, less, more) => {
    const run = settleRun();
    await settle(job, more, run.settling);
    await run.store.putRecord(job);
    expect(await settle(job, less, run.settling)).toBe(more.kind === 'ended' && more.whole.response.status);
    expect(run.store.results).toEqual(new Map(Object.entries(resultsOf(await stateAfter(more)))));
    expect(run.store.records.size).toBe(0);
  });

  it.each(pairs)('takes the place of %s: %s', async (_name, _of, less, more) => {
    const run = settleRun();
    await settle(job, less, run.settling);
    await settle(job, more, run.settling);
    expect(run.store.results).toEqual(new Map(Object.entries(resultsOf(await stateAfter(more)))));
    expect(run.store.records.size).toBe(0);
  });

  it.each(pairs)('stays when %s comes at the same time, in any order: %s', async (_name, _of, less, more) => {
    const whole = resultsOf(await stateAfter(more));
    await together([less, more], (run) => {
      expect(resultsOf(run.state())).toEqual(whole);
      expect(run.store.records.size).toBe(0);
    });
  });
});

function resultsOf(state: object): object {
  return (state as { readonly results: object }).results;
}

describe('of lost and expired', () => {
  it.each([
    ['lost', 'expired', notResults[0][1], notResults[1][1]],
    ['expired', 'lost', notResults[1][1], notResults[0][1]],
  ] as const)('%s stays where it came before %s', async (status, _later, first, second) => {
    const run = settleRun();
    await settle(job, first, run.settling);
    await settle(job, second, run.settling);
    expect(run.store.results.get(job.id)?.result.status).toBe(status);
  });
});
