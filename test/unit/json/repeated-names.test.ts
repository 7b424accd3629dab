import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasRepeatedNames } from '../../../lib/json/repeated-names.ts';

const repeated = (text: string) => hasRepeatedNames(text, JSON.parse(text));

describe('a name that stands twice', () => {
  it.each([
    '{"a":1,"a":2}',
    '{"a":1, "b":{"c":[{"d":1,"d":1}]}}',
    '{"model":"cheap","\\u006dodel":"dear"}',
    '{"__proto__":1,"__proto__":2}',
    '{"a":1,"a"\n\t :2}',
  ])('is found in %s', (text) => {
    expect(repeated(text)).toBe(true);
  });

  it.each([
    '{}',
    '[]',
    '"a:"',
    '{"a":"b\\":c","d":"\\\\"}',
    '{"a":{"a":{"a":1}}}',
    '{"__proto__":1,"constructor":2}',
    '[{"a":1},{"a":1}]',
    '{"text":"{\\"a\\":1,\\"a\\":2}"}',
  ])('is not found in %s', (text) => {
    expect(repeated(text)).toBe(false);
  });

  it('is never found in what JSON.stringify has written', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(undefined, 1, '\t'), (value, indent) => {
        expect(repeated(JSON.stringify(value, null, indent))).toBe(false);
      }),
    );
  });
});
