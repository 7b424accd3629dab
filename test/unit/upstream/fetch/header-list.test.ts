import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HeaderList } from '../../../../lib/upstream/fetch/header-list.ts';

type List = Pick<Headers, 'append' | 'set' | 'delete' | 'get' | 'has' | 'forEach' | 'entries' | 'keys' | 'values'> &
  Iterable<[string, string]>;

/** Names and values that collide often, are sometimes spelled otherwise, and sometimes not allowed. */
const names = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom('a', 'A', 'x-b', 'X-B', 'content-type', 'Authorization', 'c_d', 'z~!') },
  fc.constantFrom('', ' a', 'a b', 'a:', 'é', 'a\n', '(a)'),
);
const values = fc.oneof(
  { weight: 5, arbitrary: fc.string() },
  fc.constantFrom(
    '',
    ' padded\t',
    '\r\n folded \n',
    'a, b',
    'a\r\nb',
    'a\0b',
    'a\nb',
    '\u00e9',
    '\u00a0nbsp\u00a0',
    '\u000bvt\u000b',
    '\u6f22',
  ),
);

const operations = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constantFrom('append' as const, 'set' as const), name: names, value: values }),
    fc.record({ kind: fc.constantFrom('delete' as const, 'get' as const, 'has' as const), name: names }),
  ),
  { maxLength: 12 },
);

function outcome(act: () => unknown): unknown {
  try {
    return act() ?? null;
  } catch (error) {
    return error instanceof TypeError ? 'TypeError' : error;
  }
}

function contents(list: List): unknown {
  const visited: [string, string, boolean][] = [];
  list.forEach((value, name, parent) => {
    visited.push([name, value, Object.is(parent, list)]);
  });
  return { all: [...list], entries: [...list.entries()], keys: [...list.keys()], values: [...list.values()], visited };
}

describe('HeaderList, beside the Headers of the platform', () => {
  it('does and contains the same after any operations', () => {
    fc.assert(
      fc.property(operations, (steps) => {
        const [ours, platform]: [List, List] = [new HeaderList() as unknown as List, new Headers()];
        for (const step of steps) {
          const run = (list: List) =>
            'value' in step ? list[step.kind](step.name, step.value) : list[step.kind](step.name);
          expect(outcome(() => run(ours))).toEqual(outcome(() => run(platform)));
        }
        expect(contents(ours)).toEqual(contents(platform));
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['nothing', undefined],
    [
      'pairs',
      [
        ['B', '2'],
        ['a', '1'],
        ['b', '3'],
      ] as [string, string][],
    ],
    ['an object', { B: '2', a: '1' }],
  ])('is made from %s', (_name, init) => {
    expect([...new HeaderList(init)]).toEqual([...new Headers(init)]);
  });

  it('is made from another list, and independent of it', () => {
    const first = new HeaderList({ a: '1' });
    const second = new HeaderList(first);
    second.set('a', '2');
    expect([first.get('a'), second.get('a')]).toEqual(['1', '2']);
  });

  it('passes for Headers where the SDK asks for its tag', () => {
    const tag = (value: unknown) => Object.prototype.toString.call(value);
    expect(tag(new HeaderList())).toBe(tag(new Headers()));
  });
});
