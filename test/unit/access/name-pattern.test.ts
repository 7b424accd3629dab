import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitsPattern, isAllowed } from '../../../lib/access/name-pattern.ts';

describe('fitsPattern', () => {
  it('says what a regular expression would that has anything for each star', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '.', '(', '*'), maxLength: 8 });
    fc.assert(
      fc.property(text, text, (name, pattern) => {
        const expression = new RegExp(`^${pattern.split('*').map(escaped).join('[^]*')}$`);
        expect(fitsPattern(name, pattern)).toBe(expression.test(name));
      }),
      { numRuns: 2000 },
    );
  });

  it('takes no longer for a pattern that would keep a regular expression busy for years', () => {
    expect(fitsPattern('a'.repeat(10_000), `${'*a'.repeat(1000)}*b`)).toBe(false);
  });
});

describe('isAllowed', () => {
  it.each([
    [undefined, true],
    [[], false],
    [['b', 'a*'], true],
    [['b'], false],
  ])('%j: %s', (patterns, expected) => {
    expect(isAllowed('a1', patterns)).toBe(expected);
  });
});

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
