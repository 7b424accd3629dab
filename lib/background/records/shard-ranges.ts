import { shardPrefix } from './job-record.ts';

/** Keys to list at once: those of neighbouring shards. */
export interface ShardRange {
  /** What all of the keys begin with. */
  readonly prefix: string;
  /** The keys come after this one … */
  readonly after: string;
  /** … and before this one. */
  readonly before: string;
}

/**
 * Shards as few ranges of keys, in the order given: a listing costs the same for one prefix as for many neighbours, and
 * an idle service would pay for hardly anything else.
 */
export function shardRanges(shards: readonly string[]): ShardRange[] {
  const runs: string[][] = [];
  for (const shard of shards) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    if (run && last !== undefined && Number.parseInt(shard, 16) === Number.parseInt(last, 16) + 1) run.push(shard);
    else runs.push([shard]);
  }
  return runs.map((run) => {
    const [first = ''] = run;
    const last = run.at(-1) ?? '';
    // '/' comes before '0', so all keys of the last shard come before this one, and none of the next.
    return { prefix: shardPrefix(shared(first, last)), after: shardPrefix(first), before: `${shardPrefix(last)}0` };
  });
}

/** The digits that both begin with. */
function shared(first: string, last: string): string {
  if (first === last) return first;
  return first[0] === last[0] ? (first[0] ?? '') : '';
}
