import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isTooHeavy, jsonWeight } from '../../../lib/stream/json-weight.ts';
import { cutInto } from './pieces.ts';

describe('the weight of JSON', () => {
  it.each([
    ['', 0],
    ['[]', 40],
    ['{}', 48],
    ['[0,0]', 48],
    ['{"a":[1,2],"b":{}}', 48 + 40 + 8 + 8 + 48],
    ['"[{,"', 0],
    ['"\\"[{,"', 0],
    ['"\\\\"[]', 40],
    ['"\\\\\\"[]"', 0],
  ])('of %s is that of its structure', (json, weight) => {
    expect(jsonWeight([Buffer.from(json)])).toBe(weight);
  });

  it('is the same wherever it is cut', () => {
    const strings = fc.stringMatching(/^["\\[{,x]{0,12}$/);
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.array(strings),
        fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1 }),
        (value, texts, sizes) => {
          const json = Buffer.from(JSON.stringify([value, texts]));
          expect(jsonWeight(cutInto(json, sizes))).toBe(jsonWeight([json]));
        },
      ),
    );
  });

  it('refuses what takes many times its size, and no long text', () => {
    const heavy = [Buffer.from('[],'.repeat(4 * 1024 * 1024))];
    const text = [Buffer.from('"'), Buffer.alloc(32 * 1024 * 1024, '[')];
    expect([isTooHeavy(heavy[0]?.length ?? 0, heavy), isTooHeavy(text[1]?.length ?? 0, text)]).toEqual([true, false]);
  });
});
