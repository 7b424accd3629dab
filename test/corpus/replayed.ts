import { type Difference, type Expectations, newExpectations } from './difference.ts';

/** What is wrong in one frame is mostly wrong in hundreds. */
const MOST_DIFFERENCES = 10;

/** What a replay has shown: its first differences. */
export type Replayed = readonly Difference[];

/** Runs one replay; what it throws is a difference as well. */
export async function replayed(label: string, replay: (expect: Expectations) => Promise<void>): Promise<Replayed> {
  const expect = newExpectations();
  await replay(expect).catch((error: unknown) => expect.holds('replay', false, 'an answer', String(error)));
  const first = expect.differences.slice(0, MOST_DIFFERENCES);
  return first.map((difference) => ({ ...difference, what: `[${label}] ${difference.what}` }));
}
