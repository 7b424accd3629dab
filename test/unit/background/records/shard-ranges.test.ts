import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pendingKey, shardOf } from '../../../../lib/background/records/job-record.ts';
import { type ShardRange, shardRanges } from '../../../../lib/background/records/shard-ranges.ts';

const all = Array.from({ length: 256 }, (_, shard) => shard.toString(16).padStart(2, '0'));

/** A range as its shards' keys see it: `prefix`, and the first and last shards. */
function range(digits: string, first: string, last: string): ShardRange {
  return {
    prefix: `background/pending/${digits}`,
    after: `background/pending/${first}`,
    before: `background/pending/${last}0`,
  };
}

describe('shards', () => {
  it.each([
    ['one', ['3f'], [range('3f', '3f', '3f')]],
    ['none', [], []],
    ['neighbours', ['30', '31', '32'], [range('3', '30', '32')]],
    ['neighbours of two first digits', ['0f', '10'], [range('', '0f', '10')]],
    ['with a gap', ['00', '01', '03'], [range('0', '00', '01'), range('03', '03', '03')]],
    ['far apart', ['00', '7f'], [range('00', '00', '00'), range('7f', '7f', '7f')]],
    ['rotated', ['12', '13', '10', '11'], [range('1', '12', '13'), range('1', '10', '11')]],
    ['downwards', ['11', '10'], [range('11', '11', '11'), range('10', '10', '10')]],
    ['over the end', ['fe', 'ff', '00'], [range('f', 'fe', 'ff'), range('00', '00', '00')]],
  ])('%s: %j', (_name, shards, ranges) => {
    expect(shardRanges(shards)).toEqual(ranges);
  });

  it('all 256 of them are one range', () => {
    expect(shardRanges(all)).toEqual([range('', '00', 'ff')]);
  });

  it('all 256 of them are two, once they begin elsewhere', () => {
    expect(shardRanges([...all.slice(100), ...all.slice(0, 100)])).toEqual([
      range('', '64', 'ff'),
      range('', '00', '63'),
    ]);
  });
});

/** Whether a listing by prefix, from after `after`, shows a key that is then kept for coming before `before`. */
function isIn({ prefix, after, before }: ShardRange, key: string): boolean {
  return key.startsWith(prefix) && key > after && key < before;
}

const ids = fc.string({ unit: fc.constantFrom(...'ABCxyz019_-'), minLength: 1, maxLength: 40 });
const shardLists = fc.oneof(
  fc.shuffledSubarray(all, { minLength: 1 }),
  // As a pass has them: neighbours, from one of them on.
  fc
    .tuple(fc.nat({ max: 255 }), fc.integer({ min: 1, max: 256 }), fc.nat({ max: 255 }))
    .map(([first, length, turn]) => {
      const shards = all.slice(first, first + length);
      const from = turn % shards.length;
      return [...shards.slice(from), ...shards.slice(0, from)];
    }),
);

describe('the ranges of any shards', () => {
  it('have each pending key of theirs exactly once, and no other', () => {
    fc.assert(
      fc.property(shardLists, fc.array(ids, { minLength: 20, maxLength: 60 }), (shards, some) => {
        const ranges = shardRanges(shards);
        for (const id of some) {
          const listed = ranges.filter((one) => isIn(one, pendingKey(id))).length;
          expect(listed).toBe(shards.includes(shardOf(id)) ? 1 : 0);
        }
      }),
    );
  });

  it('have the first and last key that a shard could have, and none of what lies beside', () => {
    fc.assert(
      fc.property(shardLists, (shards) => {
        const ranges = shardRanges(shards);
        for (const shard of all) {
          for (const name of ['-.json', `${'z'.repeat(128)}.json`]) {
            const listed = ranges.filter((one) => isIn(one, `background/pending/${shard}/${name}`)).length;
            expect(listed).toBe(shards.includes(shard) ? 1 : 0);
          }
        }
      }),
      { numRuns: 30 },
    );
  });

  it('come in the order of the shards', () => {
    fc.assert(
      fc.property(shardLists, (shards) => {
        const firsts = shardRanges(shards).map(({ after }) => shards.indexOf(after.slice(-2)));
        expect(firsts).toEqual(firsts.toSorted((left, right) => left - right));
        expect(firsts[0]).toBe(0);
      }),
    );
  });
});
